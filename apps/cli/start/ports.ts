/** A taken port is told before anything starts, and by the name of the setting that chooses another. */
import { createServer } from 'node:net'
import type { SettingName } from '@certhall/contract/configuration/settings'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'

export const refuseTakenPort = (host: string, port: number, setting: SettingName): Promise<void> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port, setting)))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve()))
  })

const explain = (error: NodeJS.ErrnoException, host: string, port: number, setting: SettingName): AppError<ErrorCode> => {
  if (error.code === 'EADDRINUSE') return new AppError<ErrorCode>('busy.port', { detail: { port, setting }, cause: error })
  const isForbidden = error.code === 'EACCES'
  const detail = { setting: isForbidden ? setting : 'CERTHALL_HOST', reason: isForbidden ? 'port-forbidden' : 'host-not-here', host, port }
  return new AppError<ErrorCode>('internal.configuration', { detail, cause: error })
}
