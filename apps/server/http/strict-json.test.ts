import { describe, expect, it } from 'vitest'
import { parseStrictJson } from './strict-json.ts'

describe('JSON from outside', () => {
  it.each([
    ['a name twice', '{"a":1,"a":1}', 'a'],
    ['a name twice, spelled differently', '{"o":{"a":1,"\\u0061":2}}', 'o.a'],
    ['a name twice inside a list', '{"l":[{"a":1},{"b":1,"b":2}]}', 'l.b'],
    ['the prototype', '{"o":{"__proto__":{}}}', 'o.__proto__'],
  ])('is refused with %s', (_what, text, field) => {
    expect(() => parseStrictJson(text)).toThrowError(
      expect.objectContaining({ code: 'input.malformed', issues: [{ field, code: expect.any(String) }] }),
    )
  })

  it.each([
    ['no JSON', '{'],
    ['half a character', '{"a":["x\\ud800"]}'],
    ['the other half', '"\\uDC00x"'],
    ['half a character in a name', '{"\\udbff":1}'],
    ['more brackets than any shape has', `${'['.repeat(17)}${']'.repeat(17)}`],
    // Each of these names once cost the length of the path to it: two minutes of a server for one request.
    ['forty thousand names inside each other', `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`],
  ])('is refused with %s', (_what, text) => {
    expect(() => parseStrictJson(text)).toThrowError(expect.objectContaining({ code: 'input.malformed' }))
  })

  it('is taken as it stands, names that only look alike and whole characters by their escapes included', () => {
    const text = '{"a":{"b":[1,{"b":"\\ud83d\\ude00"}]},"b":"\\\\ud800","constructor":null}'
    expect(parseStrictJson(text)).toEqual({ a: { b: [1, { b: '😀' }] }, b: '\\ud800', constructor: null })
  })
})
