import type { ClockView } from '@certhall/contract/evaluation/clock'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { systemClock } from '@certhall/kernel/clock'
import { silentLog } from '@certhall/kernel/log'
import { describe, expect, it, vi } from 'vitest'
import { evaluationClock, unmovedClock } from './hall-clock.ts'

const keeperOf = (offsetMs: number) => {
  const state = { offsetMs, isDown: false }
  const view = async (): Promise<ClockView> => {
    if (state.isDown) throw new AppError<ErrorCode>('busy.signer')
    return { now: new Date(systemClock.nowMs() + state.offsetMs).toISOString(), offsetMs: state.offsetMs }
  }
  return { state, keeper: { clock: view, moveClock: async () => view(), close: () => {} } }
}

describe('the server’s clock', () => {
  it('is moved by nobody in production', async () => {
    await expect(unmovedClock(systemClock).move({ byMs: 1 })).rejects.toMatchObject({ code: 'policy.evaluation-only' })
  })

  it('does not start when the signer cannot tell the time', async () => {
    const { keeper } = keeperOf(0)
    const broken = { ...keeper, clock: () => Promise.reject(new AppError<ErrorCode>('internal.evaluation-clock')) }
    await expect(evaluationClock(broken, silentLog)).rejects.toMatchObject({ code: 'internal.evaluation-clock' })
  })

  it('follows the signer, tells of each jump once, and keeps its time while the signer is away', async () => {
    const { state, keeper } = keeperOf(1_000)
    const clock = await evaluationClock(keeper, silentLog)
    const told = vi.fn()
    clock.whenMoved(told)
    state.offsetMs = 86_400_000
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1))
    expect(clock.offsetMs()).toBe(86_400_000)
    state.isDown = true
    await expect(clock.move({ byMs: 1 })).rejects.toMatchObject({ code: 'busy.signer' })
    expect(clock.offsetMs()).toBe(86_400_000)
    clock.stop()
  })
})
