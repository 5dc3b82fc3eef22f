import type { Clock } from '@certhall/kernel/clock'

/** How fast one connection may ask: a bucket that holds `most` and gets one back every `everyMs`. */
export interface AllowanceLimits {
  readonly most: number
  readonly everyMs: number
}

/** Says whether one more message is allowed now. */
export const createAllowance = ({ most, everyMs }: AllowanceLimits, clock: Clock): (() => boolean) => {
  let left = most
  let countedMs = clock.nowMs()
  return () => {
    const gained = Math.max(0, Math.floor((clock.nowMs() - countedMs) / everyMs))
    left = Math.min(most, left + gained)
    countedMs += gained * everyMs
    if (left === 0) return false
    left -= 1
    return true
  }
}
