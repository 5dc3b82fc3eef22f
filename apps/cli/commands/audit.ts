/** `certhall audit verify` and `certhall audit export`: the proof that nothing was added, changed or removed. */
import { once } from 'node:events'
import { createReadStream, createWriteStream, readFileSync, renameSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Checkpoint } from '@certhall/ra/audit/chain'
import { exportRecord, verifyExport } from '@certhall/ra/audit/export-record'
import { auditKey } from '@certhall/ra/audit/seal-record'
import { type ChainVerdict, verifyChain } from '@certhall/ra/audit/verify-chain'
import type { Command } from 'commander'
import { type Config, readConfig } from '../config.ts'
import { notJson, readTextFile } from '../read-file.ts'
import { withRegistrationDatabase } from '../registration-database.ts'
import { auditRecord } from '../wire.ts'
import { join } from 'node:path'

interface VerifyOptions {
  readonly file?: string
  readonly checkpoint: readonly string[]
  readonly key?: string
  readonly json?: boolean
}

export const register = (program: Command): void => {
  const audit = program.command('audit').description('prove the audit record, or take it out')
  audit
    .command('verify')
    .description('check every link of the chain and every checkpoint (exit code 0 when all holds, 65 when not)')
    .option('--file <export>', 'verify an export instead of the database')
    .option('--checkpoint <file>', 'a checkpoint kept elsewhere (repeatable); only with one a cut-off end shows in any case', addTo, [])
    .option('--key <file>', 'the audit key’s public half as kept elsewhere (certhall audit key); without it an export is judged by its own')
    .option('--json', 'as one JSON object')
    .action(async (options: VerifyOptions) => verify(options))
  audit
    .command('key')
    .description('print the audit key’s public half, to be kept where the hall’s administrators cannot change it')
    .action(() => printKey(readConfig()))
  audit
    .command('export')
    .description('write the record as JSON lines: public key, checkpoints, chained events')
    .requiredOption('--out <file>', 'file to write')
    .action(async (options: { out: string }) => exportTo(readConfig(), options.out))
}

const addTo = (path: string, list: readonly string[]): readonly string[] => [...list, path]

const verify = async (options: VerifyOptions): Promise<void> => {
  const outside = {
    checkpoints: options.checkpoint.flatMap(readCheckpoints),
    publicKey: options.key === undefined ? null : readKey(options.key),
  }
  const verdict = options.file === undefined ? await verifyDatabase(readConfig(), outside) : await verifyFile(options.file, outside)
  const keyFrom = outside.publicKey !== null ? 'outside' : options.file === undefined ? 'data-directory' : 'export'
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ ...verdict, keyFrom: verdict.ok && verdict.publicKey !== null ? keyFrom : null })}\n`
      : sentenceOf(verdict, keyFrom),
  )
  process.exitCode = verdict.ok ? 0 : 65
}

interface Outside {
  readonly checkpoints: readonly Checkpoint[]
  readonly publicKey: string | null
}

const verifyDatabase = (config: Config, outside: Outside): Promise<ChainVerdict> =>
  withRegistrationDatabase(config, async (database) => {
    const record = auditRecord(database.kysely)
    const checkpoints = [...(await record.checkpoints()), ...outside.checkpoints]
    return verifyChain({ events: record.chained(), checkpoints, publicKey: outside.publicKey ?? publicKeyOf(config) })
  })

const verifyFile = async (path: string, outside: Outside): Promise<ChainVerdict> => {
  const input = createReadStream(path, 'utf8')
  // Opened before anybody reads lines: a stream that fails then would end the process.
  await once(input, 'open').catch((cause: unknown) => {
    throw new AppError<ErrorCode>('input.malformed', { detail: { reason: 'file-unreadable', file: path }, cause })
  })
  try {
    return await verifyExport(createInterface({ input, crlfDelay: Infinity }), outside)
  } catch (cause) {
    throw cause instanceof SyntaxError ? notJson(path, cause) : cause
  }
}

const exportTo = (config: Config, out: string): Promise<void> =>
  withRegistrationDatabase(config, async (database) => {
    // Whole or not at all, and never readable by others, whatever lay there before.
    const draft = `${out}.new`
    rmSync(draft, { force: true })
    try {
      const lines = Readable.from(exportRecord(auditRecord(database.kysely), publicKeyOf(config)))
      await pipeline(lines, createWriteStream(draft, { mode: 0o600, flags: 'wx', flush: true }))
      renameSync(draft, out)
    } finally {
      rmSync(draft, { force: true })
    }
    process.stdout.write(`${out}\n`)
  })

/** One checkpoint as a JSON object with text and signature, or an export: its checkpoints count. */
const readCheckpoints = (path: string): readonly Checkpoint[] => {
  const found = readTextFile(path)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap(checkpointOf)
  if (found.length === 0) throw new AppError<ErrorCode>('input.malformed', { detail: { reason: 'no-checkpoint', file: path } })
  return found
}

const checkpointOf = (line: string): readonly Checkpoint[] => {
  try {
    const value = JSON.parse(line) as { text?: unknown; signature?: unknown; checkpoint?: Checkpoint }
    if (value.checkpoint !== undefined) return [value.checkpoint]
    return typeof value.text === 'string' && typeof value.signature === 'string' ? [{ text: value.text, signature: value.signature }] : []
  } catch {
    return []
  }
}

const publicKeyOf = (config: Config): string | null => {
  const path = join(config.dataDirectory, 'secrets', 'audit-key')
  try {
    return auditKey(new Uint8Array(readFileSync(path))).publicKey
  } catch (cause) {
    // A server on another machine has the key: the verdict says that no signature was checked.
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw new AppError<ErrorCode>('input.malformed', { detail: { reason: 'file-unreadable', file: path }, cause })
  }
}

const printKey = (config: Config): void => {
  const publicKey = publicKeyOf(config)
  if (publicKey === null)
    throw new AppError<ErrorCode>('input.malformed', {
      detail: { reason: 'file-unreadable', file: join(config.dataDirectory, 'secrets', 'audit-key') },
    })
  process.stdout.write(`${publicKey}\n`)
}

/** base64 of an Ed25519 SubjectPublicKeyInfo, as `certhall audit key` prints it. */
const readKey = (path: string): string => {
  const text = readTextFile(path).trim()
  if (/^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$/.test(text)) return text
  throw new AppError<ErrorCode>('input.malformed', { detail: { reason: 'no-key', file: path } })
}

const sentenceOf = (verdict: ChainVerdict, keyFrom: 'outside' | 'data-directory' | 'export'): string => {
  if (!verdict.ok) return `the record does not hold from sequence ${verdict.sequence} on: ${verdict.finding}\n`
  const held = `${verdict.count} events and ${verdict.checkpoints} checkpoints hold; head ${verdict.hash}\n`
  if (verdict.publicKey === null) return `${held}NO signature was checked: there is no audit key here (--key)\n`
  if (keyFrom === 'export')
    return `${held}signatures are by the key in the export itself: compare it with the one you kept, or give that with --key\n${verdict.publicKey}\n`
  return held
}
