import { systemClock } from '@certhall/kernel/clock'
import { silentLog } from '@certhall/kernel/log'
import { describe, expect, it } from 'vitest'
import { openHallClock } from './hall-clock.ts'

const untouched = { read: () => Promise.reject(new Error('read')), raise: () => Promise.reject(new Error('written')) }
const rowAt = (offsetMs: number) => ({
  read: async () => offsetMs,
  raise: async (_fromMs: number, toMs: number) => {
    offsetMs = toMs
    return true
  },
})

describe('the signer’s clock', () => {
  it('in production reads no row and moves for nobody', async () => {
    const clock = await openHallClock({ mode: 'production' }, untouched, silentLog)
    expect(clock.view().offsetMs).toBe(0)
    await expect(clock.move({ byMs: 1 })).rejects.toMatchObject({ code: 'policy.evaluation-only' })
  })

  it('in evaluation does not start without its row', async () => {
    await expect(openHallClock({ mode: 'evaluation' }, untouched, silentLog)).rejects.toThrow('read')
  })

  it('starts where it was left, and holds the new time before it answers', async () => {
    const clock = await openHallClock({ mode: 'evaluation' }, rowAt(86_400_000), silentLog)
    const { offsetMs, now } = await clock.move({ byMs: 86_400_000 })
    clock.stop()
    expect(offsetMs).toBe(2 * 86_400_000)
    expect(Date.parse(now)).toBeGreaterThanOrEqual(systemClock.nowMs() + 2 * 86_400_000 - 60_000)
    await expect(clock.move({ to: new Date(clock.nowMs() - 60_000).toISOString() })).rejects.toMatchObject({ code: 'state.clock-back' })
  })
})
