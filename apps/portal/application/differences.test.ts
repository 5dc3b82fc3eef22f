import { describe, expect, it } from 'vitest'
import { differencesOf, openFields } from './differences.ts'

const recorded = {
  organization: { name: '甲公司', city: '广州市' },
  contact: { mobile: '13800000000' },
  delivery: { channel: 'sms' },
} as const

describe('the difference to the record', () => {
  it('is none where only the way of the PASSCODE differs, or blanks do', () => {
    expect(
      differencesOf(
        recorded,
        { ...recorded, organization: { ...recorded.organization, name: '甲公司 ' }, delivery: { channel: 'email' } },
        'organization',
      ),
    ).toEqual([])
  })

  it('names changed, added and removed values in the order of the page', () => {
    const form = { organization: { name: '乙公司', phone: '020-12345678' }, contact: { mobile: '13800000000' } }
    expect(differencesOf(recorded, form, 'organization')).toEqual([
      { field: 'organization.name', recorded: '甲公司', now: '乙公司' },
      { field: 'organization.city', recorded: '广州市', now: '' },
      { field: 'organization.phone', recorded: '', now: '020-12345678' },
    ])
  })
})

describe('the form of an application on a certificate', () => {
  it('asks only for the way of the PASSCODE where nothing may change, and for nothing where no certificate follows', () => {
    expect(openFields({ mayChange: [], makesCertificate: true }, 'organization')).toEqual({
      organization: [],
      contact: [],
      agent: [],
      certificate: ['delivery.channel'],
    })
    expect(openFields({ mayChange: [], makesCertificate: false }, 'organization').certificate).toEqual([])
  })

  it('opens the groups of its reason', () => {
    const open = openFields({ mayChange: ['contact'], makesCertificate: false }, 'employee')
    expect(open.contact).toContain('contact.mobile')
    expect(open.organization).toEqual([])
  })
})
