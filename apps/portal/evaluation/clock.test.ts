import { describe, expect, it } from 'vitest'
import { dayMs, daysAhead, startOfDay } from './clock.ts'

describe('the evaluation clock on the page', () => {
  it.each(['', '2027-02', '2027-13-01', 'soon'])('moves to no day while the field holds %j', (date) => {
    expect(startOfDay(date)).toBeUndefined()
  })

  it('moves to the first moment of a day in Beijing', () => {
    expect(startOfDay('2027-03-01')).toBe('2027-02-28T16:00:00.000Z')
  })

  it('says days ahead, and never none for a clock that was moved', () => {
    expect([0, 60_000, dayMs / 2, dayMs, 30.4 * dayMs].map(daysAhead)).toEqual([0, 0.1, 0.5, 1, 30])
  })
})
