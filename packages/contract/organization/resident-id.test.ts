import { describe, expect, it } from 'vitest'
import { parseResidentId } from './resident-id.ts'

const nowMs = Date.UTC(2026, 10, 22)

/** Vectors of the domain study §3.3. */
describe('resident identity numbers', () => {
  it.each([
    ['110105194912310021', 'input.resident-id-check'],
    ['440106190102290033', 'input.resident-id-date'],
    ['990106194901010013', 'input.resident-id-province'],
    ['110105491231002', 'input.resident-id-length'],
    ['11010519491231002Y', 'input.resident-id-length'],
  ])('refuses %s as %s', (number, code) => {
    const decision = parseResidentId(number, nowMs)
    expect(decision.ok ? 'ok' : decision.code).toBe(code)
  })

  it('refuses a birth date that lies in the future', () => {
    const decision = parseResidentId('11010519491231002X', Date.UTC(1949, 11, 30))
    expect(decision.ok ? 'ok' : decision.code).toBe('input.resident-id-date')
  })

  it.each(['11010519491231002X', '11010519491231002x', '440524188001010014', '440106190402290035'])('accepts %s', (number) => {
    expect(parseResidentId(number, nowMs)).toEqual({ ok: true, value: number.toUpperCase() })
  })
})
