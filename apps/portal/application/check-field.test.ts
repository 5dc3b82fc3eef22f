import { describe, expect, it } from 'vitest'
import { checkField, fieldsOf, isRequired } from './check-field.ts'

const context = { certificateType: 'organization', orgCode: 'MA5D7T0L6', nowMs: Date.parse('2026-11-22T04:00:00Z') } as const

describe('a field that is left', () => {
  it.each([
    ['contact.mobile', { contact: { mobile: '12345' } }, 'input.mobile'],
    ['contact.email', { contact: { email: 'a@b' } }, 'input.email'],
    ['organization.postcode', { organization: { postcode: '5100' } }, 'input.postcode'],
    ['organization.phone', { organization: { phone: '123' } }, 'input.phone'],
    ['organization.licenceExpiresOn', { organization: { licenceExpiresOn: '2026-11-21' } }, 'input.date-past'],
    ['organization.licenceExpiresOn', { organization: { licenceExpiresOn: '22.11.2026' } }, 'input.malformed'],
    ['organization.name', { organization: { name: '甲\u202e乙' } }, 'input.control-character'],
    ['organization.name', { organization: { name: '长'.repeat(65) } }, 'input.too-long'],
    ['organization.name', {}, 'input.required'],
    ['agent.idNumber', { agent: { idNumber: '440101199001011234' } }, 'input.resident-id-check'],
    ['organization.uscc', { organization: { uscc: '123456789' } }, 'input.org-code-check'],
  ] as const)('is refused: %s', (field, form, code) => {
    expect(checkField(field, form, context)).toBe(code)
  })

  it('refuses a unified code of another organisation than the one looked up', () => {
    expect(checkField('organization.uscc', { organization: { uscc: '91350100M000100Y43' } }, context)).toBe('input.org-code-mismatch')
  })

  it('accepts a licence that ends today and one without end', () => {
    expect(checkField('organization.licenceExpiresOn', { organization: { licenceExpiresOn: '2026-11-22' } }, context)).toBeNull()
    expect(checkField('organization.licenceExpiresOn', {}, context)).toBeNull()
  })

  it('checks an identity number only when it is a resident identity card', () => {
    expect(checkField('agent.idNumber', { agent: { idKind: 'passport', idNumber: 'E12345678' } }, context)).toBeNull()
  })

  it('counts characters, not code units, and keeps names of 60 characters', () => {
    expect(checkField('organization.name', { organization: { name: '𠮷'.repeat(60) } }, context)).toBeNull()
  })
})

describe('the fields of a certificate type', () => {
  it('ask for a holder only where a person is named', () => {
    expect(fieldsOf('organization').certificate).not.toContain('certificate.holderName')
    expect(fieldsOf('employee').certificate).toContain('certificate.holderName')
    expect(isRequired('certificate.holderName', 'employee')).toBe(true)
    expect(isRequired('certificate.department', 'employee')).toBe(false)
  })
})
