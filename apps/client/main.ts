import { AppError } from '@certhall/kernel/app-error'
import { systemClock } from '@certhall/kernel/clock'
import { jsonLog } from '@certhall/kernel/log'
import { readConfig } from './config.ts'
import { changePhrase } from './installation/installation.ts'
import { wireClient } from './wire.ts'

/** The client on the holder's computer. `phrase 'new words'` changes the personal phrase instead of starting. */
const main = async (): Promise<void> => {
  const config = readConfig()
  const [command, words] = process.argv.slice(2)
  if (command === 'phrase') return changePhrase(config.stateFolder, words ?? '')
  const log = jsonLog('client', (line) => process.stderr.write(line), systemClock.nowMs, config.logLevel)
  const client = await wireClient(config, log)
  const port = await client.listen(config.ports)
  log.info('client listens', { port, origins: config.allowedOrigins })
  if (process.platform !== 'linux')
    log.warn('this system does not tell whose a connection is: other users of this computer are not told apart')

  const stop = (): void => {
    setTimeout(() => process.exit(0), 3_000).unref()
    void client.close().finally(() => process.exit(0))
  }
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(event, stop)
  process.send?.({ type: 'ready', port })
}

main().catch((error: unknown) => {
  const isKnown = error instanceof AppError
  process.stderr.write(
    `client: ${isKnown ? `${error.code} ${JSON.stringify(error.detail)}` : String(error instanceof Error ? error.stack : error)}\n`,
  )
  process.send?.({
    type: 'failed',
    code: isKnown ? error.code : 'internal.unexpected',
    message: isKnown ? JSON.stringify(error.detail) : String(error),
  })
  process.exitCode = 1
  process.disconnect?.()
})
