import { clockLimitMs, type ClockMove } from '@certhall/contract/evaluation/clock'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Clock } from '@certhall/kernel/clock'

/** The one row that all processes share. */
export interface ClockOffset {
  readonly read: () => Promise<number>
  /** From `fromMs` to a larger offset; false when it is another one meanwhile. */
  readonly raise: (fromMs: number, toMs: number) => Promise<boolean>
}

export interface MoveClockDeps {
  readonly isEvaluation: boolean
  readonly offset: ClockOffset
  /** The real time, not the shifted one. */
  readonly base: Clock
}

/** Moves the hall's clock forward, never back, in evaluation alone; gives the offset that holds from now on. */
export const moveClock = async ({ isEvaluation, offset, base }: MoveClockDeps, move: ClockMove): Promise<number> => {
  if (!isEvaluation) throw new AppError<ErrorCode>('policy.evaluation-only')
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const fromMs = await offset.read()
    const toMs = movedOffset(fromMs, base.nowMs(), move)
    if (await offset.raise(fromMs, toMs)) return toMs
  }
  throw new AppError<ErrorCode>('state.conflict')
}

/** Pure. Refuses what would set the clock back, leave it where it is, or carry it past its limit. */
export const movedOffset = (offsetMs: number, realMs: number, move: ClockMove): number => {
  const movedMs = 'byMs' in move ? offsetMs + move.byMs : Date.parse(move.to) - realMs
  if (movedMs <= offsetMs) throw new AppError<ErrorCode>('state.clock-back', { detail: { now: new Date(realMs + offsetMs).toISOString() } })
  if (realMs + movedMs >= clockLimitMs)
    throw new AppError<ErrorCode>('input.clock-range', { detail: { before: new Date(clockLimitMs).toISOString().slice(0, 10) } })
  return movedMs
}

const attempts = 5
