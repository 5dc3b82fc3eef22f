import { describe, expect, it } from 'vitest'
import { fill, sentence } from './error-text.ts'

describe('the words of an error', () => {
  it('keep a placeholder that has no value, rather than an empty hole', () => {
    expect(fill('PASSCODE 中没有符号「{symbol}」', {})).toBe('PASSCODE 中没有符号「{symbol}」')
  })

  it('take their values from the detail of the problem', () => {
    expect(fill('{n} of {total}', { n: 1, total: 2 })).toBe('1 of 2')
  })

  it('stand under a field as one sentence', () => {
    expect(sentence('代码校验位不符', '请对照证照逐位核对。', '。')).toBe('代码校验位不符。请对照证照逐位核对。')
    expect(sentence('state.conflict', '', '. ')).toBe('state.conflict')
  })
})
