/** `certhall start`: the whole hall on this machine, until Ctrl-C. */
import type { Command } from 'commander'
import { systemClock } from '@certhall/kernel/clock'
import type { Config } from '../config.ts'
import { readConfig } from '../config.ts'
import type { Hall } from '../start/hall.ts'
import { openHall } from '../start/hall.ts'
import { openProgress } from '../start/progress.ts'
import { stoppingText, summaryText, welcomeText } from '../start/summary.ts'

export const register = (program: Command): void => {
  program
    .command('start')
    .description('start database, signer, responder and server; stop all of them with Ctrl-C')
    .action(async () => start(readConfig()))
}

const start = async (config: Config): Promise<void> => {
  const write = (text: string): void => void process.stdout.write(text)
  const stopping = awaitStop(systemClock.nowMs)
  write(welcomeText(config))
  const progress = openProgress(systemClock, write)
  const hall = openHall({ config, clock: systemClock, progress })
  try {
    const opened = await Promise.race([hall.open(), stopping.first])
    if (opened !== undefined) {
      write(summaryText(config, opened, progress.elapsed()))
      hall.forgetInvitations()
      await stopping.first
    }
    write(stoppingText(config))
  } finally {
    await stopInOrder(hall, stopping.second)
    // After a failure as well: the channel to bootstrap, listened to, would keep this process alive for ever.
    process.disconnect?.()
  }
}

/** The second signal is a person who waits no longer. */
const stopInOrder = async (hall: Hall, second: Promise<void>): Promise<void> => {
  void second.then(() => hall.stop(true)).finally(() => process.exit(130))
  await hall.stop(false)
}

interface Stopping {
  readonly first: Promise<undefined>
  readonly second: Promise<void>
}

/**
 * Terminal, npm and bootstrap may each pass the same Ctrl-C on: what follows within a second counts as one. A closed
 * channel means that bootstrap was killed.
 */
const awaitStop = (nowMs: () => number): Stopping => {
  let firstMs: number | undefined
  let tellFirst = (_: undefined): void => {}
  let tellSecond = (): void => {}
  const first = new Promise<undefined>((resolve) => (tellFirst = resolve))
  const second = new Promise<void>((resolve) => (tellSecond = resolve))
  const onSignal = (): void => {
    firstMs ??= nowMs()
    tellFirst(undefined)
    if (nowMs() - firstMs > oneKeyPressMs) tellSecond()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  process.once('disconnect', () => tellFirst(undefined))
  return { first, second }
}

const oneKeyPressMs = 1_000
