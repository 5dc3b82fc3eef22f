/** Time as a value. Only this file reads the system clock; everything else is handed a Clock. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly nowMs: () => number
}

export const systemClock: Clock = { nowMs: () => Date.now() }

/** A clock shifted by a fixed offset (the evaluation clock). */
export const shiftedClock = (base: Clock, offsetMs: () => number): Clock => ({ nowMs: () => base.nowMs() + offsetMs() })
