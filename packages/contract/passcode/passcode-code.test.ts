import { systemRandom } from '@certhall/kernel/random'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { displayPasscode, generatePasscode, normalizePasscode, parsePasscode, passcodeAlphabet } from './passcode-code.ts'

const symbol = fc.constantFrom(...passcodeAlphabet)
const body = fc.array(symbol, { minLength: 19, maxLength: 19 }).map((symbols) => symbols.join(''))
const shown = body.map((text) => displayPasscode({ locator: text.slice(0, 4), secret: text.slice(4) }))
const codeOf = (typed: string): string => {
  const decision = parsePasscode(typed)
  return decision.ok ? 'ok' : decision.code
}

describe('PASSCODE text', () => {
  it('catches every single wrong symbol as a typing error', () => {
    fc.assert(
      fc.property(shown, fc.integer({ min: 0, max: 19 }), symbol, (text, index, other) => {
        const symbols = text.replaceAll('-', '')
        fc.pre(symbols.charAt(index) !== other)
        expect(codeOf(symbols.slice(0, index) + other + symbols.slice(index + 1))).toBe('input.passcode-typo')
      }),
    )
  })

  it('catches every swap of two different symbols', () => {
    fc.assert(
      fc.property(shown, fc.integer({ min: 0, max: 18 }), fc.integer({ min: 1, max: 19 }), (text, left, distance) => {
        const symbols = [...text.replaceAll('-', '')]
        const right = (left + distance) % 20
        const [a, b] = [symbols[left] ?? '', symbols[right] ?? '']
        fc.pre(a !== b)
        symbols[left] = b
        symbols[right] = a
        expect(codeOf(symbols.join(''))).toBe('input.passcode-typo')
      }),
    )
  })

  it('names the symbol that is not in the alphabet', () => {
    expect(parsePasscode('0234-5678-9ABC-DEFG-HJKL')).toMatchObject({ ok: false, code: 'input.passcode-alphabet', detail: { symbol: '0' } })
    expect(codeOf('2345')).toBe('input.passcode-length')
    expect(codeOf('')).toBe('input.passcode-length')
  })

  it('reads back what it shows: grouped, bare, lower case, full width, and inside a message', () => {
    fc.assert(
      fc.property(shown, (text) => {
        for (const typed of [
          text,
          text.replaceAll('-', ''),
          text.toLowerCase(),
          text.replaceAll('-', ' '),
          `【证书大厅】您的PASSCODE：${text}，14天内有效。`,
        ]) {
          expect(codeOf(typed)).toBe('ok')
        }
        expect(normalizePasscode(text)).toBe(text.replaceAll('-', ''))
      }),
    )
  })

  it('finds the code after the bare word PASSCODE', () => {
    const shown = displayPasscode(generatePasscode(systemRandom))
    expect(parsePasscode(`PASSCODE ${shown}, valid 14 days`).ok).toBe(true)
    expect(parsePasscode(`PASSCODE ${shown.replaceAll('-', '')}`).ok).toBe(true)
    expect(parsePasscode(`PASSCODE ${shown.replaceAll('-', ' ')}`).ok).toBe(true)
  })

  it('draws every symbol of locator and secret from the generator', () => {
    const seen = new Set(
      Array.from({ length: 200 }, () => generatePasscode(systemRandom)).flatMap(({ locator, secret }) => [...locator, ...secret]),
    )
    expect(seen.size).toBe(32)
  })
})
