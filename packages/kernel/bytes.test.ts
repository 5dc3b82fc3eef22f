import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBase64, fromBase64Url, fromHex, toBase64, toBase64Url, toHex } from './bytes.ts'

describe('texts of octets', () => {
  it.each(['AB==', 'AAB=', 'AA', 'AA=', 'A===', '====', 'AA=A', 'AAAA=', 'AA==AA==', ' AAA', 'AA-_'])('refuses base64 %s', (text) => {
    expect(() => fromBase64(text)).toThrow(RangeError)
  })

  it.each(['AB', 'AAB', 'A', 'AA==', 'A+'])('refuses base64url %s', (text) => {
    expect(() => fromBase64Url(text)).toThrow(RangeError)
  })

  it('has one text for the same octets, and gives them back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (octets) => {
        const bytes = Uint8Array.from(octets)
        expect([fromBase64(toBase64(bytes)), fromBase64Url(toBase64Url(bytes)), fromHex(toHex(bytes))]).toEqual([bytes, bytes, bytes])
      }),
    )
  })
})
