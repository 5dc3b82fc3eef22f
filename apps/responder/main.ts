import { fork } from 'node:child_process'
import { createServer } from 'node:http'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { systemClock } from '@certhall/kernel/clock'
import { jsonLog } from '@certhall/kernel/log'
import { readConfig, type ResponderConfig } from './config.ts'
import { wireResponder } from './wire.ts'

/** The responder: public, read-only. Several processes share the port (SO_REUSEPORT); the first starts the others. */
const main = async (): Promise<void> => {
  const config = readConfig()
  const log = jsonLog('responder', (line) => process.stderr.write(line), systemClock.nowMs, config.logLevel)
  const responder = await wireResponder(config, log)
  const limits = { keepAliveTimeout: 65_000, requestTimeout: 10_000, connectionsCheckingInterval: 2_000, maxHeaderSize: 16_384 }
  const server = createServer(limits, responder.door)
  // Who stops reading in the middle of a list lets go of the connection, too.
  server.setTimeout(30_000)
  await listen(server, config)
  const isFirst = process.argv[2] !== 'another'
  if (isFirst) for (let index = 1; index < config.processes; index += 1) startAnother(log)

  const stop = (): void => {
    isStopping = true
    server.close(() => void responder.close().finally(() => process.exit(0)))
    server.closeIdleConnections()
    setTimeout(() => process.exit(0), 3_000).unref()
  }
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(event, stop)
  process.send?.({ type: 'ready', port: config.port })
}

let isStopping = false

const listen = (server: ReturnType<typeof createServer>, { host, port, processes }: ResponderConfig): Promise<void> =>
  new Promise((resolve, reject) => {
    const detail = { port, setting: 'CERTHALL_RESPONDER_PORT' }
    const explain = (cause: NodeJS.ErrnoException): Error =>
      cause.code === 'EADDRINUSE' ? new AppError<ErrorCode>('busy.port', { detail, cause }) : cause
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error)))
    server.listen({ host, port, reusePort: processes > 1 }, resolve)
  })

/** Another process on the same port, started again when it dies; it ends with its parent's IPC channel. */
const startAnother = (log: ReturnType<typeof jsonLog>): void => {
  const child = fork(import.meta.filename, ['another'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child.once('exit', (code) => {
    if (isStopping) return
    log.warn('responder process ended', { code })
    setTimeout(() => startAnother(log), 1_000)
  })
}

main().catch((error: unknown) => {
  const isKnown = error instanceof AppError
  const told = isKnown ? `${error.code} ${JSON.stringify(error.detail)}` : String(error instanceof Error ? error.stack : error)
  process.stderr.write(`responder: ${told}\n`)
  const message = isKnown ? JSON.stringify(error.detail) : error instanceof Error ? error.message : String(error)
  process.send?.({ type: 'failed', code: isKnown ? error.code : 'internal.unexpected', message })
  process.exitCode = 1
  process.disconnect?.()
})
