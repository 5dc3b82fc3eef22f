import { describe, expect, it } from 'vitest'
import { moveBySpan, moveToInstant } from './clock.ts'

const refused = expect.objectContaining({ code: 'input.malformed' })

describe('certhall clock', () => {
  it.each(['60', '0d', '-3d', '1.5d', '3 days', 'd', ''])('refuses %j as a span', (span) => {
    expect(() => moveBySpan(span)).toThrowError(refused)
  })

  it.each(['tomorrow', '2027-3-1', '2027-13-01', '2027-03-01T08:30', '1 March 2027'])('refuses %j as an instant', (instant) => {
    expect(() => moveToInstant(instant)).toThrowError(refused)
  })

  it('reads spans, days as Beijing writes them, and instants', () => {
    expect(moveBySpan('60d')).toEqual({ byMs: 60 * 86_400_000 })
    expect(moveBySpan('90m')).toEqual({ byMs: 5_400_000 })
    expect(moveToInstant('2027-03-01')).toEqual({ to: '2027-02-28T16:00:00.000Z' })
    expect(moveToInstant('2027-03-01T08:30:00Z')).toEqual({ to: '2027-03-01T08:30:00.000Z' })
  })
})
