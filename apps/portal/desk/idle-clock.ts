/** Length of an idle session as the server has it (design: staff sessions idle 15 minutes). */
export const idleMs = 15 * 60_000
const warnBeforeMs = 2 * 60_000

export type IdleStage = 'quiet' | 'renew' | 'warn' | 'ended'

export interface IdleClock {
  readonly sessionSeenAtMs: number
  /** Last key press or pointer movement on this page. */
  readonly activeAtMs: number
  /** Whole life that the server left the session when it was last seen. */
  readonly leftMs: number
}

/**
 * What is due now. Whoever works on the page without asking the server (reading a paper) is renewed silently; whoever
 * left is warned two minutes before the end.
 */
export const idleStage = ({ sessionSeenAtMs, activeAtMs, leftMs }: IdleClock, nowMs: number): IdleStage => {
  const endsInMs = sessionSeenAtMs + leftMs - nowMs
  if (endsInMs <= 0) return 'ended'
  const isPresent = activeAtMs > sessionSeenAtMs && nowMs - activeAtMs < 60_000
  if (isPresent && nowMs - sessionSeenAtMs > 5 * 60_000) return 'renew'
  return endsInMs <= warnBeforeMs ? 'warn' : 'quiet'
}

/** The browser's clock may differ from the server's: a figure that cannot be is replaced by the known length. */
export const leftMsOf = (sessionEndsAt: string, nowMs: number): number => {
  const left = Date.parse(sessionEndsAt) - nowMs
  return left > 0 && left <= idleMs ? left : idleMs
}
