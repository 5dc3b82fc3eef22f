/** The settings of the server, read once into a frozen value. The only file of this program that reads the environment. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type SettingName, settingOf, unknownSettings } from '@certhall/contract/configuration/settings'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { LogLevel } from '@certhall/kernel/log'

export interface Config {
  readonly mode: 'evaluation' | 'production'
  readonly dataDirectory: string
  readonly runDirectory: string
  readonly host: string
  readonly port: number
  readonly publicUrl: string
  readonly responderUrl: string
  readonly databaseUrl: string
  readonly tls: { readonly cert: string; readonly key: string } | null
  /** Where browsers show a certificate by TLS; null where that way is not offered. */
  readonly certificateLogin: { readonly url: string; readonly port: number } | null
  readonly smtpUrl: string | null
  readonly mailFrom: string
  readonly smsUrl: string | null
  readonly smsSecretFile: string | null
  /** Whether webhooks may lead into the operator’s own network. */
  readonly allowsPrivateWebhooks: boolean
  /** How long an approval waits for a release. */
  readonly approvalDays: number
  readonly projectsFile: string
  readonly hallFile: string
  readonly consentsDirectory: string
  readonly registryFile: string
  readonly portalDirectory: string
  /** Built client files with their manifest. */
  readonly downloadsDirectory: string
  /** Where drivers of UKEY models come from. */
  readonly driversFile: string
  /** Where pages look for the client on the visitor’s computer. */
  readonly clientPorts: readonly number[]
  readonly logLevel: LogLevel
  readonly version: string
}

type Environment = Readonly<Record<string, string | undefined>>

export const readConfig = (environment: Environment = process.env): Config => {
  const unknown = unknownSettings(environment)
  if (unknown.length > 0) throw wrong(unknown.join(', '), 'unknown-setting')
  const value = (name: SettingName): string | null => settingOf(environment, name) ?? null
  const mode = choice('CERTHALL_MODE', value('CERTHALL_MODE'), ['evaluation', 'production'] as const)
  const host = value('CERTHALL_HOST') ?? '127.0.0.1'
  if (mode === 'evaluation' && !loopback.has(host)) throw wrong('CERTHALL_HOST', 'loopback-only-in-evaluation')
  const port = integer('CERTHALL_PORT', value('CERTHALL_PORT'))
  const dataDirectory = resolve(value('CERTHALL_DATA') ?? 'data')
  const tls = tlsOf(value('CERTHALL_TLS_CERT'), value('CERTHALL_TLS_KEY'))
  const ownUrl = publicUrl(
    mode,
    value('CERTHALL_PUBLIC_URL') ?? (mode === 'evaluation' ? `${tls === null ? 'http' : 'https'}://${bracketed(host)}:${port}` : ''),
  )
  return Object.freeze({
    mode,
    host,
    port,
    dataDirectory,
    tls,
    publicUrl: ownUrl,
    certificateLogin: certificateLoginOf(value('CERTHALL_CERTIFICATE_LOGIN_URL'), value('CERTHALL_CERTIFICATE_LOGIN_PORT'), {
      publicUrl: ownUrl,
      port,
      tls,
    }),
    runDirectory: resolve(value('CERTHALL_RUN_DIR') ?? `${dataDirectory}/run`),
    responderUrl: `http://${bracketed(host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host)}:${integer('CERTHALL_RESPONDER_PORT', value('CERTHALL_RESPONDER_PORT'))}`,
    databaseUrl: required('CERTHALL_DATABASE_URL', value('CERTHALL_DATABASE_URL')),
    smtpUrl: value('CERTHALL_SMTP_URL'),
    mailFrom: value('CERTHALL_MAIL_FROM') ?? 'certhall@localhost',
    smsUrl: value('CERTHALL_SMS_URL'),
    smsSecretFile: value('CERTHALL_SMS_SECRET_FILE'),
    allowsPrivateWebhooks: choice('CERTHALL_WEBHOOK_PRIVATE', value('CERTHALL_WEBHOOK_PRIVATE'), ['off', 'on'] as const) === 'on',
    approvalDays: days('CERTHALL_APPROVAL_DAYS', value('CERTHALL_APPROVAL_DAYS')),
    projectsFile: resolve(value('CERTHALL_PROJECTS_FILE') ?? `${root}/ops/projects.json`),
    hallFile: `${root}/ops/hall.json`,
    consentsDirectory: `${root}/ops/consents`,
    registryFile: `${root}/ops/registry.sample.json`,
    portalDirectory: `${root}/apps/portal/dist`,
    downloadsDirectory: resolve(value('CERTHALL_DOWNLOADS') ?? `${root}/out/release`),
    driversFile: `${root}/ops/drivers.json`,
    clientPorts: (value('CERTHALL_CLIENT_PORTS') ?? '').split(',').map((port) => integer('CERTHALL_CLIENT_PORTS', port.trim())),
    logLevel: choice('CERTHALL_LOG_LEVEL', value('CERTHALL_LOG_LEVEL'), ['debug', 'info', 'warn', 'error'] as const),
    version: (JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string }).version,
  })
}

const root = resolve(import.meta.dirname, '../..')
const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost'])
const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)

const publicUrl = (mode: string, text: string): string => {
  const trimmed = text.replace(/\/+$/, '')
  if (trimmed === '') throw wrong('CERTHALL_PUBLIC_URL', 'missing')
  if (!URL.canParse(trimmed) || !/^https?:\/\/[^?#]+$/.test(trimmed)) throw wrong('CERTHALL_PUBLIC_URL', 'not-an-address')
  if (mode === 'production' && !trimmed.startsWith('https:')) throw wrong('CERTHALL_PUBLIC_URL', 'https-only-in-production')
  return trimmed
}

const tlsOf = (certFile: string | null, keyFile: string | null): Config['tls'] => {
  if (certFile === null && keyFile === null) return null
  return { cert: fileOf('CERTHALL_TLS_CERT', certFile), key: fileOf('CERTHALL_TLS_KEY', keyFile) }
}

/** A host name of its own: else a browser would ask everybody for a certificate, or share the hall's cookies with the listener. */
const certificateLoginOf = (
  url: string | null,
  port: string | null,
  hall: Pick<Config, 'publicUrl' | 'port' | 'tls'>,
): Config['certificateLogin'] => {
  if (url === null && port === null) return null
  if (hall.tls === null) throw wrong('CERTHALL_TLS_CERT', 'missing')
  const address = required('CERTHALL_CERTIFICATE_LOGIN_URL', url)
  const own = integer('CERTHALL_CERTIFICATE_LOGIN_PORT', port)
  if (!URL.canParse(address) || new URL(address).origin !== address.replace(/\/$/, '') || !address.startsWith('https:'))
    throw wrong('CERTHALL_CERTIFICATE_LOGIN_URL', 'not-an-https-origin')
  if (new URL(address).hostname === new URL(hall.publicUrl).hostname) throw wrong('CERTHALL_CERTIFICATE_LOGIN_URL', 'host-of-the-hall')
  if (own === hall.port) throw wrong('CERTHALL_CERTIFICATE_LOGIN_PORT', 'port-of-the-hall')
  return { url: new URL(address).origin, port: own }
}

const fileOf = (name: SettingName, path: string | null): string => {
  try {
    return readFileSync(required(name, path), 'utf8')
  } catch (error) {
    throw error instanceof AppError ? error : wrong(name, 'unreadable-file')
  }
}

const required = (name: SettingName, value: string | null): string => {
  if (value === null) throw wrong(name, 'missing')
  return value
}

const integer = (name: SettingName, text: string | null): number => {
  const value = Number(text)
  if (text === null || !/^\d+$/.test(text) || value < 1 || value > 65_535) throw wrong(name, 'not-a-port')
  return value
}

const days = (name: SettingName, text: string | null): number => {
  const value = Number(text)
  if (text === null || !/^\d+$/.test(text) || value < 1 || value > 3_650) throw wrong(name, 'not-a-number-of-days')
  return value
}

const choice = <Option extends string>(name: SettingName, text: string | null, options: readonly Option[]): Option => {
  const found = options.find((option) => option === text)
  if (found === undefined) throw wrong(name, `not-one-of-${options.join('-')}`)
  return found
}

const wrong = (setting: string, reason: string): AppError<ErrorCode> =>
  new AppError<ErrorCode>('internal.configuration', { detail: { setting, reason } })
