import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkOptionalText, checkText } from './text-rules.ts'

describe('text of names', () => {
  it.each([
    ['a line break', '广州\n示例'],
    ['a NUL', '广州\u0000示例'],
    ['a right-to-left override', '广州\u202e示例'],
    ['a bidirectional isolate', '广州\u2066示例'],
    ['a zero-width space', '广州\u200b示例'],
    ['a byte order mark inside', '广州\ufeff示例'],
    ['a private use character', '广州\ue000示例'],
    ['an unassigned character', '广州\u0378示例'],
    ['a lone surrogate', '广州\ud800示例'],
    ['a line separator', '广州\u2028示例'],
  ])('refuses %s', (_what, text) => {
    expect(checkText(text, 64)).toMatchObject({ ok: false, code: 'input.control-character' })
  })

  it('refuses nothing but white space as missing', () => {
    for (const text of [undefined, '', '   ', '\u3000\u00a0']) expect(checkText(text, 64)).toMatchObject({ code: 'input.required' })
    expect(checkOptionalText(' \u3000', 64)).toEqual({ ok: true, value: null })
  })

  it('counts characters, not code units, up to the bound of X.520', () => {
    expect(checkText('𠮷'.repeat(64), 64).ok).toBe(true)
    expect(checkText('企'.repeat(65), 64)).toMatchObject({ code: 'input.too-long', detail: { limit: 64, length: 65 } })
  })

  it('composes, trims, folds white space and keeps full-width brackets as typed', () => {
    expect(checkText('  广州（示例）\u3000 有限公司 ', 64)).toEqual({ ok: true, value: '广州（示例） 有限公司' })
    expect(checkText('Cafe\u0301', 64)).toEqual({ ok: true, value: 'Caf\u00e9' })
  })

  it('accepts its own answers unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const once = checkText(text, 64)
        if (once.ok) expect(checkText(once.value, 64)).toEqual(once)
      }),
    )
  })
})
