import { describe, expect, it } from 'vitest'
import { digitsOf, organizationCodeText, passcodeText } from './code-text.ts'

describe('digits of a one-time code', () => {
  it('ignore other numbers of a pasted message', () => {
    expect(digitsOf('【证书大厅】验证码 482913，10 分钟内有效，勿告知他人 02012345678', 6)).toBe('482913')
  })

  it('accept full-width digits, spaces and too many of them while typing', () => {
    expect(digitsOf('４８ 29 1', 6)).toBe('48291')
    expect(digitsOf('48291377', 6)).toBe('482913')
  })
})

describe('an organisation code in its field', () => {
  it('stays as typed, in upper case, when it has neither length', () => {
    expect(organizationCodeText('9144-0000 abc')).toBe('91440000ABC')
  })

  it('is grouped 8-8-2 and 8-1', () => {
    expect(organizationCodeText('９１４４０１０１ma5xxxxx1q')).toBe('91440101 MA5XXXXX 1Q')
    expect(organizationCodeText('71093567 7')).toBe('71093567-7')
  })
})

describe('a PASSCODE in its field', () => {
  it('is not regrouped while the cursor is inside', () => {
    expect(passcodeText('abcd-e', false)).toBe('ABCD-E')
  })

  it('is grouped by four while it is typed at the end', () => {
    expect(passcodeText('abcde', true)).toBe('ABCD-E')
    expect(passcodeText('ABCD-', true)).toBe('ABCD')
  })

  it('is found in a pasted message', () => {
    expect(passcodeText('您的下载授权码：2345-6789-abcd-efgh-jklm，请勿转发', true)).toBe('2345-6789-ABCD-EFGH-JKLM')
  })
})
