import { describe, expect, it } from 'vitest'
import { passwordFault } from './password-rules.ts'
import { passwordScore } from './password-strength.ts'

describe('a password for a key', () => {
  it('is refused when empty, short, weak, blank at an end, or typed differently', () => {
    expect(passwordFault('', '', null)).toBe('empty')
    expect(passwordFault('Kz7#pw', 'Kz7#pw', 4)).toBe('short')
    expect(passwordFault('password1234', 'password1234', 0)).toBe('weak')
    expect(passwordFault(' violet tram 58', ' violet tram 58', 4)).toBe('space')
    expect(passwordFault('violet tram 58', 'violet tram 59', 4)).toBe('different')
  })

  it('is taken when both agree, however the letters are composed', () => {
    expect(passwordFault('violet tram 58', 'violet tram 58', 3)).toBeNull()
    expect(passwordFault('caf\u00e9 tram 58', 'cafe\u0301 tram 58', 3)).toBeNull()
  })

  it('is judged weak when it is what everybody types or what stands on the page', () => {
    expect(passwordScore('password123', [])).toBeLessThan(2)
    expect(passwordScore('1234567890', [])).toBeLessThan(2)
    expect(passwordScore('A2026-000001', ['A2026-000001'])).toBeLessThan(2)
    expect(passwordScore('紫罗兰 电车 五十八 tram', [])).toBeGreaterThanOrEqual(3)
  })
})
