import type { ClockMove, ClockView } from '@certhall/contract/evaluation/clock'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { type Clock, steadyClock, systemClock } from '@certhall/kernel/clock'
import { followClock } from '@certhall/kernel/followed-clock'
import type { Log } from '@certhall/kernel/log'

export interface ClockKeeper {
  readonly clock: () => Promise<ClockView>
  readonly moveClock: (move: ClockMove) => Promise<ClockView>
  readonly close: () => void
}

export interface HallClock extends Clock {
  readonly offsetMs: () => number
  readonly move: (move: ClockMove) => Promise<void>
  /** Tells of each jump, once it holds here. */
  readonly whenMoved: (tell: () => void) => void
  readonly stop: () => void
}

/** The real time of production, or whatever a test hands in: nobody moves it. */
export const unmovedClock = (clock: Clock): HallClock => ({
  ...clock,
  offsetMs: () => 0,
  move: async () => {
    throw new AppError<ErrorCode>('policy.evaluation-only')
  },
  whenMoved: () => {},
  stop: () => {},
})

export const realClock = (log: Log): Clock => steadyClock(systemClock, (byMs) => log.warn('the system clock was set back', { byMs }))

/** Evaluation: follows the signer, which keeps the offset. Without it the server does not start; later the last one known holds. */
export const evaluationClock = async (keeper: ClockKeeper, log: Log): Promise<HallClock> => {
  const base = realClock(log)
  const toTell: (() => void)[] = []
  await patiently(keeper.clock)
  const followed = await followClock({
    base,
    readOffset: async () => (await keeper.clock()).offsetMs,
    onMove: (offsetMs) => {
      log.info('evaluation clock moved', { offsetMs })
      for (const tell of toTell) tell()
    },
    onSilence: (error) => log.warn('evaluation clock not read', { error }),
  })
  return {
    nowMs: followed.nowMs,
    offsetMs: followed.offsetMs,
    move: async (move) => {
      await keeper.moveClock(move)
      await followed.look()
    },
    whenMoved: (tell) => void toTell.push(tell),
    stop: () => {
      followed.stop()
      keeper.close()
    },
  }
}

/** A signer that is being started again is waited for. */
const patiently = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask()
    } catch (error) {
      if (attempt >= attempts || !(error instanceof AppError) || error.code !== 'busy.signer') throw error
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
}

const attempts = 20
const pauseMs = 500
