import { systemClock } from '@certhall/kernel/clock'
import { jsonLog } from '@certhall/kernel/log'
import { readConfig } from './config.ts'
import { tellFailure } from './tell-failure.ts'
import { openSigner } from './wire.ts'

/** The signer: CA keys and ledger behind three local sockets. */
const main = async (): Promise<void> => {
  const config = readConfig()
  const log = jsonLog('signer', (line) => process.stderr.write(line), systemClock.nowMs, config.logLevel)
  const signer = await openSigner(config, log)
  let isStopping = false
  const stop = (): void => {
    if (isStopping) return
    isStopping = true
    setTimeout(() => process.exit(0), 5_000).unref()
    void signer.close().finally(() => process.exit(0))
  }
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(event, stop)
  process.send?.({ type: 'ready' })
  log.info('signer ready')
}

main().catch(tellFailure('signer'))
