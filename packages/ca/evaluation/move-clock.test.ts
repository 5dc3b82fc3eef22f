import { describe, expect, it } from 'vitest'
import { moveClock, movedOffset } from './move-clock.ts'

const dayMs = 86_400_000
const realMs = Date.UTC(2026, 10, 23)
const base = { nowMs: () => realMs }

const rowOf = (offsetMs: number) => {
  const row = { offsetMs, others: 0 }
  return {
    row,
    offset: {
      read: async () => row.offsetMs,
      raise: async (fromMs: number, toMs: number) => {
        if (row.others > 0) {
          row.others -= 1
          row.offsetMs += dayMs
        }
        if (row.offsetMs !== fromMs) return false
        row.offsetMs = toMs
        return true
      },
    },
  }
}

describe('moving the clock', () => {
  it('is refused in production, and nothing is read or written', async () => {
    const untouched = { read: () => Promise.reject(new Error('read')), raise: () => Promise.reject(new Error('written')) }
    await expect(moveClock({ isEvaluation: false, offset: untouched, base }, { byMs: dayMs })).rejects.toMatchObject({
      code: 'policy.evaluation-only',
    })
  })

  it('is refused backwards, to the present, and past its limit', () => {
    expect(() => movedOffset(dayMs, realMs, { to: '2026-11-23T12:00:00.000Z' })).toThrowError(
      expect.objectContaining({ code: 'state.clock-back' }),
    )
    expect(() => movedOffset(dayMs, realMs, { to: '2026-11-24T00:00:00.000Z' })).toThrowError(
      expect.objectContaining({ code: 'state.clock-back' }),
    )
    expect(() => movedOffset(0, realMs, { to: '2100-01-01T00:00:00Z' })).toThrowError(
      expect.objectContaining({ code: 'input.clock-range' }),
    )
    expect(() => movedOffset(0, realMs, { byMs: 100 * 366 * dayMs })).toThrowError(expect.objectContaining({ code: 'input.clock-range' }))
  })

  it('adds up, by a span or to an instant', async () => {
    const { offset, row } = rowOf(0)
    expect(await moveClock({ isEvaluation: true, offset, base }, { byMs: 30 * dayMs })).toBe(30 * dayMs)
    expect(await moveClock({ isEvaluation: true, offset, base }, { byMs: dayMs })).toBe(31 * dayMs)
    expect(await moveClock({ isEvaluation: true, offset, base }, { to: '2027-11-23T00:00:00Z' })).toBe(365 * dayMs)
    expect(row.offsetMs).toBe(365 * dayMs)
  })

  it('loses no move when two move it at once, and gives up when it never gets its turn', async () => {
    const two = rowOf(0)
    two.row.others = 2
    expect(await moveClock({ isEvaluation: true, offset: two.offset, base }, { byMs: dayMs })).toBe(3 * dayMs)
    const many = rowOf(0)
    many.row.others = 9
    await expect(moveClock({ isEvaluation: true, offset: many.offset, base }, { byMs: dayMs })).rejects.toMatchObject({
      code: 'state.conflict',
    })
  })
})
