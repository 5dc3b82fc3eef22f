import { describe, expect, it } from 'vitest'
import { orThrow } from '@certhall/kernel/app-error'
import { oidOf, sequenceOf, setOf, utf8StringOf } from '../der/encode.ts'
import { encodeName, isHostName, isMailbox, type Name, type NameRefusal } from './name.ts'
import { nameText, nameValue, parseName } from './parse-name.ts'

const good: Name = [
  { type: 'C', value: 'CN' },
  { type: 'O', value: '天地科技有限公司' },
  { type: 'OU', value: 'A, B + "C"' },
  { type: 'CN', value: '#张三' },
]

const bad: readonly (readonly [NameRefusal, string, Name])[] = [
  ['name-empty', 'no attribute', []],
  ['name-empty', 'empty text', [{ type: 'CN', value: '' }]],
  ['name-too-long', '65 characters', [{ type: 'CN', value: '字'.repeat(65) }]],
  ['name-too-long', '33 attributes', Array.from({ length: 33 }, () => ({ type: 'OU', value: 'x' }) as const)],
  ['name-character', 'NUL', [{ type: 'CN', value: 'a\u0000b' }]],
  ['name-character', 'bidirectional override', [{ type: 'CN', value: 'a\u202Eb' }]],
  ['name-character', 'a letter that is drawn as nothing', [{ type: 'CN', value: 'a\u3164b' }]],
  ['name-character', 'a variation selector', [{ type: 'CN', value: '字\uFE00' }]],
  ['name-character', 'private use', [{ type: 'CN', value: '\uE000' }]],
  ['name-character', 'half a surrogate pair', [{ type: 'CN', value: '\uD800' }]],
  ['name-character', 'Chinese in a serial number', [{ type: 'serialNumber', value: '一' }]],
  ['name-country', 'small letters', [{ type: 'C', value: 'cn' }]],
  ['name-email', 'no domain', [{ type: 'emailAddress', value: 'a@b' }]],
  ['name-space', 'space at the end', [{ type: 'CN', value: 'a ' }]],
]

describe('names', () => {
  it.each(bad)('refuses with %s: %s', (code, _what, name) => {
    expect(encodeName(name)).toMatchObject({ ok: false, code })
  })

  it('keeps order and text through encoding, 64 characters beyond the basic plane included', () => {
    const name: Name = [...good, { type: 'O', value: '𠮷'.repeat(64) }]
    const parsed = parseName(orThrow(encodeName(name)))
    expect(parsed.rdns.flat().map(({ type, value }) => ({ type, value }))).toEqual(name)
    expect(nameValue(parsed, 'O')).toBe('天地科技有限公司')
  })

  it('shows RFC 4514 text, most specific first, escaped', () => {
    expect(nameText(parseName(orThrow(encodeName(good))))).toBe('CN=\\#张三,OU=A\\, B \\+ \\"C\\",O=天地科技有限公司,C=CN')
  })

  it('escapes each character once, at the ends too', () => {
    const shown = (text: string): string => nameText(parseName(sequenceOf(setOf(sequenceOf(oidOf('1.2.3'), utf8StringOf(text))))))
    expect([shown(' '), shown('# '), shown('a\\ '), shown(' a')]).toEqual(['1.2.3=\\ ', '1.2.3=\\#\\ ', '1.2.3=a\\\\\\ ', '1.2.3=\\ a'])
  })

  it('knows mailboxes and host names from what only looks like them', () => {
    expect(['a@b.cn', 'a.b+c@x-y.example.cn'].every(isMailbox)).toBe(true)
    expect(['a@b', '@b.cn', 'a@@b.cn', 'a b@c.cn', '.a@b.cn', 'a@b.cn\n', 'a@-b.cn', `${'a'.repeat(65)}@b.cn`].some(isMailbox)).toBe(false)
    expect(['a.cn', 'xn--fiqs8s.cn'].every(isHostName)).toBe(true)
    expect(['a', 'a.cn.', 'a..cn', '-a.cn', '10.0.0.1', `${'a'.repeat(64)}.cn`].some(isHostName)).toBe(false)
  })
})
