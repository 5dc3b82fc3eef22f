import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CanonicalValue, canonicalJson, isCanonicalJson } from './canonical-json.ts'

describe('canonical JSON', () => {
  it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '\ud800'])('refuses %j, which has no single text', (value) => {
    expect(() => canonicalJson(value)).toThrow(RangeError)
  })

  it.each(['{"b":1,"a":2}', '{"a": 1}', '{"a":1,"a":1}', '[1.0]', '"\\u0041"', '{', ''])('does not take %s for canonical', (text) => {
    expect(isCanonicalJson(text)).toBe(false)
  })

  it('sorts keys by UTF-16 code units at every depth', () => {
    expect(canonicalJson({ b: [{ 二: 1, a: null }], A: true, '': '"\n' })).toBe('{"":"\\"\\n","A":true,"b":[{"a":null,"二":1}]}')
  })

  it('gives one text for one value, and that text is canonical', () => {
    const leaf = fc.oneof(fc.constant(null), fc.boolean(), fc.maxSafeInteger(), fc.string({ unit: 'grapheme' }))
    const { value } = fc.letrec<{ value: CanonicalValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
      ),
    }))
    fc.assert(
      fc.property(value, (generated) => {
        const text = canonicalJson(generated)
        expect(isCanonicalJson(text)).toBe(true)
        expect(canonicalJson(JSON.parse(text) as CanonicalValue)).toBe(text)
      }),
    )
  })
})
