import type { SettingName } from '@certhall/contract/configuration/settings'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { readConfig } from './config.ts'
import { asAppError } from './http/problem.ts'
import { type Server, wire } from './wire.ts'

/** Starts, tells the supervisor when it serves, and ends with it. */
const main = async (): Promise<void> => {
  const config = readConfig()
  const server = await wire(config)
  const stop = () =>
    void server.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  process.once('disconnect', stop)
  await listen(server, 'CERTHALL_PORT', config.port, () => server.app.listen({ host: config.host, port: config.port }))
  const { certificateLogin } = config
  if (certificateLogin !== null)
    await listen(server, 'CERTHALL_CERTIFICATE_LOGIN_PORT', certificateLogin.port, () =>
      server.certificateDoor?.listen(config.host, certificateLogin.port),
    )
  process.send?.({ type: 'ready', address: config.publicUrl })
}

const listen = async (server: Server, setting: SettingName, port: number, begin: () => Promise<unknown> | undefined): Promise<void> => {
  try {
    await begin()
  } catch (error) {
    await server.close()
    const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    throw isTaken ? new AppError<ErrorCode>('busy.port', { detail: { port, setting }, cause: error }) : error
  }
}

main().catch((error: unknown) => {
  const failure = asAppError(error)
  const message = { type: 'failed', code: failure.code, message: failure.message, detail: failure.detail }
  process.stderr.write(`${JSON.stringify({ ...message, cause: String(failure.cause ?? '') })}\n`)
  if (process.send === undefined) process.exit(1)
  process.send(message, () => process.exit(1))
})
