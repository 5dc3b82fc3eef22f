import { type SettingName, settingOf, unknownSettings } from '@certhall/contract/configuration/settings'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { LogLevel } from '@certhall/kernel/log'
import * as z from 'zod'

const shape = z.strictObject({
  mode: z.enum(['evaluation', 'production']),
  host: z.string(),
  port: z.coerce.number().int().min(1).max(65_535),
  processes: z.coerce.number().int().min(1).max(64),
  databaseUrl: z.string().min(1),
  runDir: z.string().min(1),
  logLevel: z.enum(['debug', 'info', 'warn', 'error'] satisfies LogLevel[]),
})
export type ResponderConfig = z.infer<typeof shape>

/** Reads and checks everything the responder needs; throws AppError internal.configuration naming the setting. */
export const readConfig = (environment: NodeJS.ProcessEnv = process.env): ResponderConfig => {
  const [unknown] = unknownSettings(environment)
  if (unknown !== undefined) throw new AppError<ErrorCode>('internal.configuration', { detail: { setting: unknown, reason: 'unknown' } })
  const given = Object.entries(settingNames).map(([field, name]) => [field, settingOf(environment, name)] as const)
  const parsed = shape.safeParse(Object.fromEntries(given))
  if (parsed.success) return parsed.data
  const setting = settingNames[parsed.error.issues[0]?.path[0] as keyof ResponderConfig] ?? ''
  throw new AppError<ErrorCode>('internal.configuration', { detail: { setting, reason: 'missing or wrong' } })
}

/** A refusal names what the operator wrote, not what the program calls it. */
const settingNames: Readonly<Record<keyof ResponderConfig, SettingName>> = {
  mode: 'CERTHALL_MODE',
  host: 'CERTHALL_HOST',
  port: 'CERTHALL_RESPONDER_PORT',
  processes: 'CERTHALL_RESPONDER_PROCESSES',
  databaseUrl: 'CERTHALL_RESPONDER_DATABASE_URL',
  runDir: 'CERTHALL_RUN_DIR',
  logLevel: 'CERTHALL_LOG_LEVEL',
}
