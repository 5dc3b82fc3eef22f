import { parseArgs } from 'node:util'
import { type Bench, machine, table } from './bench.ts'
import { crlBench } from './crl.ts'
import { issueBench } from './issue.ts'
import { ocspBench } from './ocsp.ts'

/** `npm run bench -- NAME [--json]`; without a name, all of them. */
const benches: Readonly<Record<string, Bench>> = { issue: issueBench, ocsp: ocspBench, crl: crlBench }

const main = async (): Promise<void> => {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean', default: false } } })
  const names = positionals.length > 0 ? positionals : Object.keys(benches)
  for (const name of names) {
    const bench = benches[name]
    if (bench === undefined) {
      process.stderr.write(`usage: npm run bench -- [${Object.keys(benches).join('|')}] [--json]\n`)
      process.exitCode = 2
      return
    }
    const results = await bench((line) => process.stderr.write(`  ${line}\n`))
    process.stdout.write(values.json ? `${JSON.stringify({ bench: name, machine: machine(), results })}\n` : `${table(name, results)}\n\n`)
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
})
