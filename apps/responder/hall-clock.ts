import { type Clock, steadyClock, systemClock } from '@certhall/kernel/clock'
import { type FollowedClock, followClock } from '@certhall/kernel/followed-clock'
import type { Log } from '@certhall/kernel/log'
import type { ResponderConfig } from './config.ts'

/** The hall's time: in evaluation it follows the row that the signer keeps, in production the row is never read. */
export const openHallClock = async (
  { mode }: Pick<ResponderConfig, 'mode'>,
  readOffset: () => Promise<number>,
  log: Log,
  onMove: () => void,
): Promise<Clock & Pick<FollowedClock, 'stop'>> => {
  const base = steadyClock(systemClock, (byMs) => log.warn('the system clock was set back', { byMs }))
  if (mode === 'production') return { ...base, stop: () => {} }
  return followClock({
    base,
    readOffset,
    onMove: (offsetMs) => {
      log.info('evaluation clock moved', { offsetMs })
      onMove()
    },
    onSilence: (error) => log.warn('evaluation clock not read', { error }),
  })
}
