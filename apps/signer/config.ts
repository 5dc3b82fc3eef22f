import { resolve } from 'node:path'
import { settingOf, unknownSettings } from '@certhall/contract/configuration/settings'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { LogLevel } from '@certhall/kernel/log'
import * as z from 'zod'

const shape = z.strictObject({
  mode: z.enum(['evaluation', 'production']),
  dataDirectory: z.string().min(1),
  runDirectory: z.string().min(1).optional(),
  databaseUrl: z.string().min(1),
  publicUrl: z.string().regex(/^https?:\/\/[!-~]+[^/?#]$/),
  /** File with the passphrase of the sealed keys. */
  passphraseFile: z.string().min(1),
  rootPassphraseFile: z.string().min(1).nullable(),
  profilesFile: z.string().min(1),
  logLevel: z.enum(['debug', 'info', 'warn', 'error'] satisfies LogLevel[]),
})
export type SignerConfig = z.infer<typeof shape>

/** Reads and checks everything the signer needs; throws internal.configuration, naming the setting. */
export const readConfig = (environment: NodeJS.ProcessEnv = process.env): SignerConfig => {
  const [unknown] = unknownSettings(environment)
  if (unknown !== undefined) throw wrong(unknown, 'unknown')
  const mode = settingOf(environment, 'CERTHALL_MODE')
  const isEvaluation = mode === 'evaluation'
  const dataDirectory = resolve(settingOf(environment, 'CERTHALL_DATA') ?? './data')
  const parsed = shape.safeParse({
    mode,
    dataDirectory,
    runDirectory: settingOf(environment, 'CERTHALL_RUN_DIR'),
    databaseUrl: settingOf(environment, 'CERTHALL_SIGNER_DATABASE_URL'),
    publicUrl: (settingOf(environment, 'CERTHALL_PUBLIC_URL') ?? (isEvaluation ? 'http://127.0.0.1:8460' : undefined))?.replace(/\/+$/, ''),
    passphraseFile:
      settingOf(environment, 'CERTHALL_SIGNER_PASSPHRASE_FILE') ??
      (isEvaluation ? resolve(dataDirectory, 'secrets/signer-passphrase') : undefined),
    // In production the root's passphrase is asked for and lies nowhere.
    rootPassphraseFile: isEvaluation ? resolve(dataDirectory, 'secrets/root-passphrase') : null,
    profilesFile: settingOf(environment, 'CERTHALL_PROFILES_FILE') ?? resolve(import.meta.dirname, '../../ops/profiles.json'),
    logLevel: settingOf(environment, 'CERTHALL_LOG_LEVEL'),
  })
  if (parsed.success) return parsed.data
  const field = String(parsed.error.issues[0]?.path[0] ?? '') as keyof typeof settingOfField
  throw wrong(settingOfField[field] ?? field, 'missing or wrong')
}

const settingOfField: Readonly<Record<keyof SignerConfig, string>> = {
  mode: 'CERTHALL_MODE',
  dataDirectory: 'CERTHALL_DATA',
  runDirectory: 'CERTHALL_RUN_DIR',
  databaseUrl: 'CERTHALL_SIGNER_DATABASE_URL',
  publicUrl: 'CERTHALL_PUBLIC_URL',
  passphraseFile: 'CERTHALL_SIGNER_PASSPHRASE_FILE',
  rootPassphraseFile: 'CERTHALL_MODE',
  profilesFile: 'CERTHALL_PROFILES_FILE',
  logLevel: 'CERTHALL_LOG_LEVEL',
}

const wrong = (setting: string, reason: string): AppError<ErrorCode> =>
  new AppError<ErrorCode>('internal.configuration', { detail: { setting, reason } })
