import { describe, expect, it } from 'vitest'
import { beijingDate, beijingMinute, beijingSecond, utcSecond } from './beijing-time.ts'

describe('Beijing time', () => {
  it('is eight hours ahead of UTC, also across midnight and the end of a year', () => {
    expect(beijingMinute('2026-11-22T09:30:59Z')).toBe('2026-11-22 17:30')
    expect(beijingSecond('2026-12-31T16:00:05Z')).toBe('2027-01-01 00:00:05')
    expect(beijingDate('2026-02-28T16:00:00Z')).toBe('2026-03-01')
  })

  it('leaves UTC as it is', () => {
    expect(utcSecond('2026-12-31T16:00:05.999Z')).toBe('2026-12-31 16:00:05')
  })
})
