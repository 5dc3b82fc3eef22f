/** The settings of `certhall`, read once into a frozen value. The only file of this program that reads the environment. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Program, SettingName } from '@certhall/contract/configuration/settings'
import { settingOf, settings, unknownSettings } from '@certhall/contract/configuration/settings'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { LogLevel } from '@certhall/kernel/log'

export type Language = 'en' | 'zh'
export type Mode = 'evaluation' | 'production'

export interface Config {
  readonly mode: Mode
  readonly language: Language
  readonly dataDirectory: string
  readonly runDirectory: string | undefined
  readonly host: string
  readonly port: number
  readonly responderPort: number
  readonly responderProcesses: number
  /** The server's own listener speaks TLS; a proxy's certificate is no business of ours. */
  readonly isTlsListener: boolean
  readonly publicUrl: string
  readonly postgresPrograms: string | undefined
  readonly searchPath: string
  readonly logLevel: LogLevel
  /** Whether webhooks may lead into the operator’s own network. */
  readonly allowsPrivateWebhooks: boolean
  /** How long an approval waits for a release. */
  readonly approvalDays: number
  /** What evaluation starts beside the hall. */
  readonly client: 'software' | 'off'
  /** Databases of the operator's own; undefined when the embedded cluster is used. */
  readonly databases: { readonly serverUrl: string; readonly signerUrl: string; readonly responderUrl: string } | undefined
  /** What `program` gets: the system's environment, the settings made for it as given, and `resolved` above both. */
  readonly environmentFor: (program: Program, resolved: Partial<Record<SettingName, string>>) => Record<string, string>
}

export const readConfig = (environment: Readonly<Record<string, string | undefined>> = process.env): Config => {
  const unknown = unknownSettings(environment)
  if (unknown.length > 0) throw wrong(unknown.join(', '), 'unknown-setting')
  const value = (name: SettingName): string | undefined => settingOf(environment, name)
  const mode = choice('CERTHALL_MODE', value('CERTHALL_MODE'), ['evaluation', 'production'] as const)
  const host = value('CERTHALL_HOST') ?? '127.0.0.1'
  if (mode === 'evaluation' && !loopback.has(host)) throw wrong('CERTHALL_HOST', 'loopback-only-in-evaluation')
  const isTlsListener = value('CERTHALL_TLS_CERT') !== undefined
  const port = integer('CERTHALL_PORT', value('CERTHALL_PORT'), 65_535)
  const isResponderPortGiven = (environment['CERTHALL_RESPONDER_PORT'] ?? '') !== ''
  const responderPortText = isResponderPortGiven ? value('CERTHALL_RESPONDER_PORT') : String(port + 1)
  const responderPort = integer('CERTHALL_RESPONDER_PORT', responderPortText, 65_535)
  if (port === responderPort) throw wrong('CERTHALL_RESPONDER_PORT', 'same-as-CERTHALL_PORT')
  return Object.freeze({
    mode,
    language: readLanguage(environment),
    dataDirectory: resolve(value('CERTHALL_DATA') ?? 'data'),
    runDirectory: optionalPath(value('CERTHALL_RUN_DIR')),
    host,
    port,
    responderPort,
    approvalDays: integer('CERTHALL_APPROVAL_DAYS', value('CERTHALL_APPROVAL_DAYS'), 3_650),
    responderProcesses: integer('CERTHALL_RESPONDER_PROCESSES', value('CERTHALL_RESPONDER_PROCESSES'), 64),
    isTlsListener,
    publicUrl: publicUrl(mode, value('CERTHALL_PUBLIC_URL'), `${isTlsListener ? 'https' : 'http'}://${inUrl(host)}:${port}`),
    postgresPrograms: optionalPath(value('CERTHALL_POSTGRES_BIN')),
    searchPath: environment['PATH'] ?? '',
    logLevel: choice('CERTHALL_LOG_LEVEL', value('CERTHALL_LOG_LEVEL'), ['debug', 'info', 'warn', 'error'] as const),
    allowsPrivateWebhooks: choice('CERTHALL_WEBHOOK_PRIVATE', value('CERTHALL_WEBHOOK_PRIVATE'), ['off', 'on'] as const) === 'on',
    client: choice('CERTHALL_CLIENT', value('CERTHALL_CLIENT'), ['software', 'off'] as const),
    databases: ownDatabases(mode, value),
    environmentFor: (program: Program, resolved: Partial<Record<SettingName, string>>) => environmentFor(environment, program, resolved),
  })
}

/** The language of the terminal; English when it names none. */
export const readLanguage = (environment: Readonly<Record<string, string | undefined>> = process.env): Language =>
  (environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '').startsWith('zh') ? 'zh' : 'en'

export const isNodeTooOld = (version = process.versions.node): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < 24 || (major === 24 && minor < 7)
}

/** The version of this program, as its package says. */
export const ownVersion = (): string => {
  const text = readFileSync(new URL('package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

/** One address for all is enough to try the program; in production each program has an account of its own. */
const ownDatabases = (mode: Mode, value: (name: SettingName) => string | undefined): Config['databases'] => {
  const serverUrl = value('CERTHALL_DATABASE_URL')
  const signerUrl = value('CERTHALL_SIGNER_DATABASE_URL')
  const responderUrl = value('CERTHALL_RESPONDER_DATABASE_URL')
  if (serverUrl === undefined) {
    if (signerUrl !== undefined || responderUrl !== undefined) throw wrong('CERTHALL_DATABASE_URL', 'missing')
    return undefined
  }
  if (mode === 'production' && signerUrl === undefined) throw wrong('CERTHALL_SIGNER_DATABASE_URL', 'missing')
  if (mode === 'production' && responderUrl === undefined) throw wrong('CERTHALL_RESPONDER_DATABASE_URL', 'missing')
  const ledgerUrl = signerUrl ?? serverUrl
  return { serverUrl, signerUrl: ledgerUrl, responderUrl: responderUrl ?? ledgerUrl }
}

const publicUrl = (mode: Mode, given: string | undefined, fallback: string): string => {
  if (given === undefined && mode === 'production') throw wrong('CERTHALL_PUBLIC_URL', 'missing')
  const text = (given ?? fallback).replace(/\/+$/, '')
  if (!URL.canParse(text) || !/^https?:\/\/[^?#]+$/.test(text)) throw wrong('CERTHALL_PUBLIC_URL', 'not-an-address')
  return text
}

const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host)

const environmentFor = (
  environment: Readonly<Record<string, string | undefined>>,
  program: Program,
  resolved: Partial<Record<SettingName, string>>,
): Record<string, string> => {
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries({ ...environment, ...resolved })) {
    if (value === undefined || value === '') continue
    // A program is told its own settings only: the server has no business with the signer's passphrase file.
    if (name.startsWith('CERTHALL_') && !(settings[name as SettingName].programs as readonly Program[]).includes(program)) continue
    result[name] = value
  }
  return result
}

const optionalPath = (text: string | undefined): string | undefined => (text === undefined ? undefined : resolve(text))

const integer = (name: SettingName, text: string | undefined, most: number): number => {
  const value = Number(text)
  if (text === undefined || !/^\d+$/.test(text) || value < 1 || value > most) throw wrong(name, 'not-a-number-in-range')
  return value
}

const choice = <Option extends string>(name: SettingName, text: string | undefined, options: readonly Option[]): Option => {
  const found = options.find((option) => option === text)
  if (found === undefined) throw wrong(name, `not-one-of-${options.join('-')}`)
  return found
}

const wrong = (setting: string, reason: string): AppError<ErrorCode> =>
  new AppError<ErrorCode>('internal.configuration', { detail: { setting, reason } })

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost'])
