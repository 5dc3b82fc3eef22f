/** `certhall ca`: the authorities of the house, and what takes the root's key after the first start. */
import { join } from 'node:path'
import { generationOf, newestOfLine } from '@certhall/ca/key/authority-plan'
import type { ErrorCode } from '@certhall/contract/errors'
import type { Authority, ProfileSummary } from '@certhall/contract/signer/other'
import { AppError } from '@certhall/kernel/app-error'
import { fromBase64 } from '@certhall/kernel/bytes'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import type { Command } from 'commander'
import { type Config, readConfig } from '../config.ts'
import { withSignerDatabase } from '../registration-database.ts'
import { signerAdmin } from '../signer-admin.ts'
import { runSignerProgram } from '../signer-program.ts'
import { chooseRunDirectory } from '../wire.ts'

interface Options {
  readonly json?: boolean
  readonly years?: string
}

export const register = (program: Command): void => {
  const ca = program.command('ca').description('certification authorities of the house')
  const json = ['--json', 'as JSON'] as const
  ca.command('list')
    .description('all of them: which issue now, until when, and which should be rolled over')
    .option(...json)
    .action(async (options: Options) => list(readConfig(), options))
  ca.command('roll-over')
    .description(
      'make the next generation of an issuing authority (issuing-rsa …), for the next start of the hall; asks for the passphrase of the root',
    )
    .argument('<authority>', 'name of the line, as list shows it')
    .option('--years <years>', 'its life; as planned when left out')
    .option(...json)
    .action(async (lineId: string, options: Options) => rollOver(readConfig(), lineId, options))
  ca.command('root-lists')
    .description('sign the revocation lists of the roots again: they are good for a year; asks for the passphrase of the root')
    .option(...json)
    .action(async (options: Options) => rootLists(readConfig(), options))
}

interface Row {
  readonly authorityId: string
  readonly generation: number
  readonly work: 'issues' | 'issues-from-next-start' | 'answers-only' | 'sealed'
  readonly name: string
  readonly notAfter: string
  readonly remainingDays: number
  /** Longest life that a profile below it promises; null when none does. */
  readonly longestDays: number | null
}

const list = async (config: Config, { json }: Options): Promise<void> => {
  const signer = signerAdmin(chooseRunDirectory(config.dataDirectory, config.runDirectory))
  const [{ now }, authorities, profiles] = [await signer.clock(), await signer.authorities(), await signer.profiles()]
  const rows = authorities.map((authority) => rowOf(authority, authorities, profiles, Date.parse(now)))
  process.stdout.write(json === true ? `${JSON.stringify(rows)}\n` : rows.map(lineOf).join(''))
}

const rowOf = (authority: Authority, all: readonly Authority[], profiles: readonly ProfileSummary[], nowMs: number): Row => {
  const { authorityId, role, name, certificate } = authority
  const { notAfterMs } = parseCertificate(fromBase64(certificate))
  const { lineId, generation } = generationOf(authorityId)
  const lengths = profiles.filter((profile) => profile.authorityId === authorityId).map(({ maximumValidityDays }) => maximumValidityDays)
  return {
    authorityId,
    generation,
    name,
    notAfter: new Date(notAfterMs).toISOString(),
    work: workOf(role, lengths.length > 0, newestOfLine(all, lineId)?.authorityId === authorityId),
    remainingDays: Math.max(0, Math.floor((notAfterMs + 1000 - nowMs) / 86_400_000)),
    longestDays: lengths.length === 0 ? null : Math.max(...lengths),
  }
}

/** What the running signer does with it. */
const workOf = (role: Authority['role'], hasProfiles: boolean, isNewest: boolean): Row['work'] => {
  if (role === 'root') return 'sealed'
  if (role === 'staff' || hasProfiles) return 'issues'
  return isNewest ? 'issues-from-next-start' : 'answers-only'
}

const words: Readonly<Record<Row['work'], string>> = {
  issues: 'issues',
  'issues-from-next-start': 'issues from the next start',
  'answers-only': 'answers for what it issued',
  sealed: 'sealed',
}

const lineOf = ({ authorityId, work, name, notAfter, remainingDays, longestDays }: Row): string => {
  const isDue = longestDays !== null && remainingDays < longestDays
  const remedy = `certhall ca roll-over ${generationOf(authorityId).lineId}`
  const warning = isDue ? `\n  ! ends before the longest certificate it could issue (${longestDays} days): ${remedy}` : ''
  return `${authorityId}  ${words[work]}, until ${notAfter} (${remainingDays} days)  ${name}${warning}\n`
}

const rollOver = async (config: Config, lineId: string, { json, years }: Options): Promise<void> => {
  if (years !== undefined && !/^([1-9]|[1-4]\d)$/.test(years)) {
    throw new AppError<ErrorCode>('input.malformed', { detail: { option: '--years', expected: '1 to 49' } })
  }
  const output = await rootAct(config, ['roll-over', lineId, ...(years === undefined ? [] : [years])])
  const { authorityId, name, notAfter } = JSON.parse(output) as { authorityId: string; name: string; notAfter: string }
  const effect = 'issues from the next start of the hall; the one before answers for what it issued until its own end'
  process.stdout.write(json === true ? output : `${authorityId}  ${name}\n  until ${notAfter}; ${effect}\n`)
}

const rootLists = async (config: Config, { json }: Options): Promise<void> => {
  const output = await rootAct(config, ['root-lists'])
  const { authorityIds } = JSON.parse(output) as { authorityIds: readonly string[] }
  process.stdout.write(json === true ? output : `signed for a year: ${authorityIds.join(', ')}\n`)
}

/** Beside the running hall, or with its database started for this once. */
const rootAct = (config: Config, words: readonly string[]): Promise<string> =>
  withSignerDatabase(config, async (signerUrl) => {
    const environment = config.environmentFor('signer', {
      CERTHALL_DATA: config.dataDirectory,
      CERTHALL_RUN_DIR: chooseRunDirectory(config.dataDirectory, config.runDirectory),
      CERTHALL_MODE: config.mode,
      CERTHALL_PUBLIC_URL: config.publicUrl,
      CERTHALL_SIGNER_DATABASE_URL: signerUrl,
    })
    const entry = join(import.meta.dirname, '../../signer/root-act.ts')
    return await runSignerProgram({ entry, words, environment, mode: config.mode, step: words[0] ?? '' })
  })
