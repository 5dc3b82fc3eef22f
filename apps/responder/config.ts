import { settingOf, unknownSettings } from '@certhall/contract/configuration/settings'
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
  const parsed = shape.safeParse({
    mode: settingOf(environment, 'CERTHALL_MODE'),
    host: settingOf(environment, 'CERTHALL_HOST'),
    port: settingOf(environment, 'CERTHALL_RESPONDER_PORT'),
    processes: settingOf(environment, 'CERTHALL_RESPONDER_PROCESSES'),
    databaseUrl: settingOf(environment, 'CERTHALL_RESPONDER_DATABASE_URL'),
    runDir: settingOf(environment, 'CERTHALL_RUN_DIR'),
    logLevel: settingOf(environment, 'CERTHALL_LOG_LEVEL'),
  })
  if (!parsed.success) throw new AppError<ErrorCode>('internal.configuration', { detail: { setting: String(parsed.error.issues[0]?.path[0] ?? ''), reason: 'missing or wrong' } })
  return parsed.data
}
