import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { displayOrganizationCode, kindOfUscc, parseOrganizationCode } from './organization-code.ts'

const codeOf = (typed: string): string => {
  const decision = parseOrganizationCode(typed)
  return decision.ok ? 'ok' : decision.code
}

/** Vectors of the domain study §3.1 and §3.2. */
describe('organisation codes', () => {
  it.each([
    ['D2143569-9', 'input.org-code-check'],
    ['00000019-X', 'input.org-code-check'],
    ['1234567-8', 'input.org-code-length'],
    ['', 'input.required'],
    ['９１', 'input.org-code-length'],
    ['D214356!X', 'input.org-code-alphabet'],
    ['91350100M000100Y44', 'input.org-code-check'],
    ['91350100M000100Y4Z', 'input.org-code-alphabet'],
    ['9135O100M000100Y43', 'input.org-code-alphabet'],
    ['91440100D214356903', 'input.org-code-inner-check'],
    ['9'.repeat(10_000_000), 'input.org-code-length'],
  ])('refuses %.30s as %s', (typed, code) => {
    expect(codeOf(typed)).toBe(code)
  })

  it.each([
    ['D2143569-X', 'D2143569X', null],
    ['d2143569x', 'D2143569X', null],
    ['12345678-8', '123456788', null],
    ['00000019-0', '000000190', null],
    ['91350100M000100Y43', 'M000100Y4', '91350100M000100Y43'],
    ['9144 0100 0000 0019 03', '000000190', '914401000000001903'],
    ['12440000a1b2c3d48a', 'A1B2C3D48', '12440000A1B2C3D48A'],
    ['91440106MA10000090', 'MA1000009', '91440106MA10000090'],
    ['９１３５０１００Ｍ０００１００Ｙ４３', 'M000100Y4', '91350100M000100Y43'],
  ])('accepts %s', (typed, orgCode, uscc) => {
    expect(parseOrganizationCode(typed)).toEqual({ ok: true, value: { orgCode, uscc } })
  })

  it('notices every single wrong digit of a unified code', () => {
    const good = '91350100M000100Y43'
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 17 }), fc.constantFrom(...'0123456789ABCDEFGHJKLMNPQRTUWXY'), (index, symbol) => {
        fc.pre(good.charAt(index) !== symbol)
        expect(codeOf(good.slice(0, index) + symbol + good.slice(index + 1))).not.toBe('ok')
      }),
    )
  })

  it('shows 18 characters as 8-8-2 and 9 as 8-1, and reads its own display back', () => {
    expect(displayOrganizationCode('91350100M000100Y43')).toBe('91350100 M000100Y 43')
    expect(displayOrganizationCode('D2143569X')).toBe('D2143569-X')
    expect(codeOf(displayOrganizationCode('91350100M000100Y43'))).toBe('ok')
  })

  it('tells enterprises from institutions by prefix, and nothing else', () => {
    expect(['91', '92', '93', '12', '51', 'Y1'].map((prefix) => kindOfUscc(prefix))).toEqual([
      'enterprise',
      'enterprise',
      'enterprise',
      'institution',
      null,
      null,
    ])
  })
})
