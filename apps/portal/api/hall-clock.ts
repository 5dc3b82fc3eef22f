/**
 * The hall's time, which every answer of the API tells in its Date header. The visitor's own clock may be wrong, and that
 * of an evaluation may run ahead: what is left of a certificate, a session or a code is reckoned by the hall's.
 */
import { type Clock, shiftedClock, systemClock } from '@certhall/kernel/clock'

let aheadMs = 0

export const hallClock: Clock = shiftedClock(systemClock, () => aheadMs)

/** Takes note of an answer's Date header. */
export const noteHallTime = (header: string | null): void => {
  aheadMs = aheadAfter(aheadMs, header === null ? Number.NaN : Date.parse(header), systemClock.nowMs())
}

/** Pure. The header knows whole seconds only: a difference within its grain, or from what is known already, is none. */
export const aheadAfter = (knownMs: number, toldMs: number, ownMs: number): number => {
  const measuredMs = toldMs + 500 - ownMs
  if (Number.isNaN(measuredMs)) return knownMs
  if (Math.abs(measuredMs) <= grainMs) return 0
  return Math.abs(measuredMs - knownMs) <= grainMs ? knownMs : measuredMs
}

const grainMs = 3_000
