import { type ClockOffset, moveClock } from '@certhall/ca/evaluation/move-clock'
import type { ClockMove, ClockView } from '@certhall/contract/evaluation/clock'
import { type Clock, steadyClock, systemClock } from '@certhall/kernel/clock'
import { followClock } from '@certhall/kernel/followed-clock'
import type { Log } from '@certhall/kernel/log'
import type { SignerConfig } from './config.ts'

/** The hall's time. In evaluation it may run ahead, and this program keeps it; in production it is the real one. */
export interface HallClock extends Clock {
  readonly view: () => ClockView
  /** By this program's own configuration, whatever the server believes of itself. */
  readonly move: (move: ClockMove) => Promise<ClockView>
  readonly stop: () => void
}

export const openHallClock = async ({ mode }: Pick<SignerConfig, 'mode'>, offset: ClockOffset, log: Log): Promise<HallClock> => {
  const isEvaluation = mode === 'evaluation'
  const base = steadyClock(systemClock, (byMs) => log.warn('the system clock was set back', { byMs }))
  const followed = await followClock({
    base,
    // In production the row is never read.
    readOffset: isEvaluation ? offset.read : async () => 0,
    onMove: (offsetMs) => log.info('evaluation clock moved', { offsetMs }),
    onSilence: (error) => log.warn('evaluation clock not read', { error }),
  })
  if (!isEvaluation) followed.stop()
  const view = (): ClockView => ({ now: new Date(followed.nowMs()).toISOString(), offsetMs: followed.offsetMs() })
  return {
    nowMs: followed.nowMs,
    view,
    move: async (move) => {
      await moveClock({ isEvaluation, offset, base }, move)
      // Before the answer: nobody may ask for something in the new time and be answered in the old one.
      await followed.look()
      return view()
    },
    stop: followed.stop,
  }
}
