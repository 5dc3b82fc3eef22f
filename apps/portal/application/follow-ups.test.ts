import { describe, expect, it } from 'vitest'
import { followUps, followUscc, isAgentContact, withDefaults } from './follow-ups.ts'

const uscc = '91350100M000100Y43'

describe('what the page fills in by itself', () => {
  it('never overwrites what was typed', () => {
    const form = { organization: { kind: 'institution', licenceNumber: '证 1', uscc } } as const
    expect(followUscc(form)).toEqual(form)
  })

  it('takes kind and licence number from a complete unified code', () => {
    expect(followUscc({ organization: { uscc: '91350100 M000100Y 43' } }).organization).toMatchObject({
      kind: 'enterprise',
      licenceNumber: uscc,
    })
  })

  it('chooses years only when there is no choice', () => {
    expect(withDefaults({}, { uscc: null, validityYears: [1, 2], kind: '' }).certificate?.validityYears).toBeUndefined()
    expect(withDefaults({}, { uscc, validityYears: [1], kind: '' })).toMatchObject({
      organization: { uscc, kind: 'enterprise' },
      certificate: { validityYears: 1 },
      agent: { idKind: 'residentId' },
      delivery: { channel: 'sms' },
    })
  })

  it('keeps the agent equal to the contact while the box is ticked', () => {
    const options = { certificateType: 'organization', agentIsContact: true } as const
    expect(followUps({}, { contact: { name: '王' } }, 'contact.name', options).agent?.name).toBe('王')
    expect(followUps({}, { contact: { name: '王' } }, 'contact.name', { ...options, agentIsContact: false }).agent).toBeUndefined()
  })

  it('names the legal representative as holder until somebody writes another', () => {
    const options = { certificateType: 'legalRepresentative', agentIsContact: false } as const
    const typed = { organization: { legalRepresentative: '张三' } }
    expect(followUps({}, typed, 'organization.legalRepresentative', options).certificate?.holderName).toBe('张三')
    const other = { certificate: { holderName: '李四' } }
    expect(followUps(other, { ...other, ...typed }, 'organization.legalRepresentative', options).certificate?.holderName).toBe('李四')
  })

  it('sees that agent and contact are one person', () => {
    expect(isAgentContact({})).toBe(false)
    expect(isAgentContact({ contact: { name: '王', mobile: '1' }, agent: { name: '王', mobile: '1' } })).toBe(true)
  })
})
