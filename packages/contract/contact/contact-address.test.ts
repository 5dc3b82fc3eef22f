import { describe, expect, it } from 'vitest'
import {
  maskEmail,
  maskIdNumber,
  maskMobile,
  maskOrganizationName,
  parseEmail,
  parseMobile,
  parsePhone,
  parsePostcode,
} from './contact-address.ts'

describe('contact addresses', () => {
  it.each(['12800138000', '1380013800', '1380013800A', '1064812345678', ''])('refuses %s as a mobile number', (typed) => {
    expect(parseMobile(typed)).toMatchObject({ ok: false, code: 'input.mobile' })
  })

  it.each([
    ['13800138000', '13800138000'],
    ['19900000000', '19900000000'],
    ['+86 150-0000-0000', '15000000000'],
    ['008613800138000', '13800138000'],
    ['8613800138000', '13800138000'],
    ['１３８００１３８０００', '13800138000'],
  ])('reads %s as %s', (typed, mobile) => {
    expect(parseMobile(typed)).toEqual({ ok: true, value: mobile })
  })

  it.each([
    'a',
    'a@b',
    '@b.cn',
    'a b@c.cn',
    'a@b.cn\r\nBcc: x@y.cn',
    '.a@b.cn',
    'a..b@c.cn',
    '"a"@b.cn',
    'a@[127.0.0.1]',
    `${'a'.repeat(65)}@b.cn`,
  ])('refuses %j as an e-mail address', (typed) => {
    expect(parseEmail(typed)).toMatchObject({ ok: false, code: 'input.email' })
  })

  it('keeps the local part and lowers the domain', () => {
    expect(parseEmail(' Zhang.San+CA@Example.CN ')).toEqual({ ok: true, value: 'Zhang.San+CA@example.cn' })
  })

  it('reads landlines with area code and extension', () => {
    expect(parsePhone('020 12345678')).toMatchObject({ ok: true })
    expect(parsePhone('(020)12345678-801')).toEqual({ ok: true, value: '020-12345678-801' })
    expect(parsePhone('12345678')).toMatchObject({ ok: false, code: 'input.phone' })
    expect(parsePostcode('510623')).toEqual({ ok: true, value: '510623' })
    expect(parsePostcode('51062')).toMatchObject({ ok: false, code: 'input.postcode' })
  })

  it('masks what a stranger may not read', () => {
    expect(maskMobile('13800135678')).toBe('138****5678')
    expect(maskEmail('zhang@example.cn')).toBe('z***@example.cn')
    expect(maskIdNumber('440106194901011234')).toBe('440***********1234')
    expect(maskIdNumber('E1234567')).toBe('******67')
    expect(maskOrganizationName('广州示例科技有限公司')).toBe('广**有限公司')
  })
})
