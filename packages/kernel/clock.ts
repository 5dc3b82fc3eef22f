/** Time as a value. Only this file reads the system clock; everything else is handed a Clock. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly nowMs: () => number
}

export const systemClock: Clock = { nowMs: () => Date.now() }

/** A clock shifted by a fixed offset (the evaluation clock). */
export const shiftedClock = (base: Clock, offsetMs: () => number): Clock => ({ nowMs: () => base.nowMs() + offsetMs() })

/**
 * A clock that never goes back while its process lives. When `base` is set back, time goes on from where it was, a tenth
 * slower, until `base` has come up with it: nothing is ever signed with a time before one that was signed already.
 */
export const steadyClock = (base: Clock, onSetBack: (byMs: number) => void = () => {}): Clock => {
  let seenMs = base.nowMs()
  let aheadMs = 0
  return {
    nowMs: () => {
      const baseMs = base.nowMs()
      const passedMs = baseMs - seenMs
      seenMs = baseMs
      if (passedMs >= 0) aheadMs = Math.max(0, aheadMs - passedMs / 10)
      else {
        aheadMs -= passedMs
        onSetBack(-passedMs)
      }
      return Math.floor(baseMs + aheadMs)
    },
  }
}
