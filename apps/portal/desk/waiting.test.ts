import { describe, expect, it } from 'vitest'
import { waitingSince } from './waiting.ts'

describe('waiting', () => {
  const since = '2026-11-22T00:00:00.000Z'
  const after = (minutes: number) => waitingSince(since, Date.parse(since) + minutes * 60_000)

  it('is never negative and uses the largest unit that says enough', () => {
    expect(after(-5)).toEqual({ unit: 'minutes', count: 0 })
    expect(after(59)).toEqual({ unit: 'minutes', count: 59 })
    expect(after(47 * 60)).toEqual({ unit: 'hours', count: 47 })
    expect(after(49 * 60)).toEqual({ unit: 'days', count: 2 })
  })
})
