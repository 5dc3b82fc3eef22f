import { describe, expect, it } from 'vitest'
import { idleMs, idleStage, leftMsOf } from './idle-clock.ts'

const minute = 60_000

describe('an idle desk', () => {
  it('warns two minutes before the end and then ends', () => {
    const clock = { sessionSeenAtMs: 0, activeAtMs: 0, leftMs: idleMs }
    expect(idleStage(clock, 12 * minute)).toBe('quiet')
    expect(idleStage(clock, 13 * minute)).toBe('warn')
    expect(idleStage(clock, 15 * minute)).toBe('ended')
  })

  it('is renewed for somebody who reads and scrolls', () => {
    const clock = { sessionSeenAtMs: 0, activeAtMs: 6 * minute, leftMs: idleMs }
    expect(idleStage(clock, 6 * minute + 1000)).toBe('renew')
    expect(idleStage(clock, 13 * minute + 1000)).toBe('warn')
  })

  it('does not trust a clock that differs from the server', () => {
    expect(leftMsOf('2020-01-01T00:00:00.000Z', Date.parse('2026-11-22T00:00:00.000Z'))).toBe(idleMs)
    expect(leftMsOf('2030-01-01T00:00:00.000Z', Date.parse('2026-11-22T00:00:00.000Z'))).toBe(idleMs)
    expect(leftMsOf('2026-11-22T00:10:00.000Z', Date.parse('2026-11-22T00:00:00.000Z'))).toBe(10 * minute)
  })
})
