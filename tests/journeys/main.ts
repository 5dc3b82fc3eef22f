import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { fiveYearsJourney } from './five-years.ts'
import { freezeUnfreezeJourney } from './freeze-unfreeze.ts'
import { type JourneyWithSettings, storyteller } from './journey.ts'
import { lostKeyJourney } from './lost-key.ts'
import { p12Journey } from './p12.ts'
import { startPrivateSystem } from './private-system.ts'
import { renewJourney } from './renew.ts'
import { ukeyJourney } from './ukey.ts'
import { ukeySkfJourney } from './ukey-skf.ts'

/** `npm run journey -- NAME --out DIR [--keep]` */
const journeys: Readonly<Record<string, JourneyWithSettings>> = {
  p12: async () => ({ environment: {}, live: p12Journey }),
  ukey: ukeyJourney,
  'ukey-skf': ukeySkfJourney,
  renew: renewJourney,
  'freeze-unfreeze': freezeUnfreezeJourney,
  'lost-key': lostKeyJourney,
  'five-years': fiveYearsJourney,
}

const main = async (): Promise<void> => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { out: { type: 'string' }, keep: { type: 'boolean', default: false } },
  })
  const journey = journeys[positionals[0] ?? '']
  if (journey === undefined || values.out === undefined) {
    process.stderr.write(`usage: npm run journey -- ${Object.keys(journeys).join('|')} --out DIR [--keep]\n`)
    process.exitCode = 2
    return
  }
  const directory = resolve(values.out)
  mkdirSync(directory, { recursive: true })
  const { environment, live } = await journey()
  const { step, told } = storyteller(
    (line) => process.stdout.write(`${line}\n`),
    () => performance.now(),
  )
  const system = await step('a private system starts on free ports', () => startPrivateSystem({ environment }))
  const interrupted = new Promise<void>((resolveSignal) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolveSignal())
  })
  try {
    const facts = await live({ system, directory, step })
    writeFileSync(join(directory, 'result.json'), `${JSON.stringify({ ...facts, steps: told }, null, 2)}\n`)
    process.stdout.write(`\nThe whole story held. What it produced is in ${values.out}.\n`)
    if (values.keep) {
      process.stdout.write(`The system stays at ${system.baseUrl} until Ctrl-C.\n`)
      await interrupted
    }
  } finally {
    await system.stop()
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
})
