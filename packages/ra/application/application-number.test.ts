import { describe, expect, it } from 'vitest'
import {
  applicationNumber,
  beijingDate,
  beijingYear,
  draftNumber,
  dueAfter,
  normalizeApplicationNumber,
  normalizeDraftNumber,
} from './application-number.ts'

describe('numbers', () => {
  it.each(['', 'A2026', 'A2026-0001234', 'B2026-000123', 'A2026-00012X', '\u0000'])('do not find %j', (typed) => {
    expect(normalizeApplicationNumber(typed)).toBe('')
  })

  it.each(['A2026-000123', 'a2026000123', ' A2026 — 000123 ', 'Ａ２０２６-000123', '2026000123'])(
    'of an application are found in %j',
    (typed) => {
      expect(normalizeApplicationNumber(typed)).toBe(applicationNumber(2026, 123))
    },
  )

  it('of drafts avoid look-alikes and are found however typed', () => {
    const number = draftNumber(Uint8Array.from({ length: 8 }, (_, index) => index * 37))
    expect(number).toMatch(/^D-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/)
    expect(normalizeDraftNumber(number.toLowerCase().replaceAll('-', ' '))).toBe(number)
    expect(normalizeDraftNumber('D-0000-1111')).toBe('')
  })
})

describe('days in Beijing', () => {
  const at = (text: string): number => Date.parse(text)

  it('begin eight hours before UTC', () => {
    expect(beijingDate(at('2026-12-31T16:00:00Z'))).toBe('2027-01-01')
    expect(beijingYear(at('2026-12-31T15:59:59Z'))).toBe(2026)
  })

  it.each([
    ['Monday', '2026-11-23T02:00:00Z', '2026-11-25T09:30:00.000Z'],
    ['Thursday, over the week-end', '2026-11-26T02:00:00Z', '2026-11-30T09:30:00.000Z'],
    ['Saturday', '2026-11-28T02:00:00Z', '2026-12-01T09:30:00.000Z'],
    ['Sunday late, already Monday there', '2026-11-29T17:00:00Z', '2026-12-02T09:30:00.000Z'],
  ])('promise two working days from %s', (_day, from, due) => {
    expect(new Date(dueAfter(at(from), 2)).toISOString()).toBe(due)
  })
})
