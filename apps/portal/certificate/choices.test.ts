import { describe, expect, it } from 'vitest'
import { isRenewable, reasonsOf, refusalsOf, tagOf } from './choices.ts'

const dayMs = 86_400_000
const now = Date.parse('2026-11-23T00:00:00Z')
const target = { state: 'valid', keyAlgorithm: 'ecdsa-p256', notAfter: new Date(now + 200 * dayMs).toISOString(), medium: 'p12' } as const
const may = { renew: null, replace: null, change: null, freeze: null, unfreeze: 'state.certificate-not-frozen', revoke: null }
const names = (...given: Parameters<typeof reasonsOf>): readonly string[] => reasonsOf(...given).map(({ reason }) => reason)

describe('the reasons that are offered', () => {
  it('leave out an upgrade of what is no RSA key, and another medium where the project has one', () => {
    expect(names('renew', target, 'certificate', ['p12'], now)).toEqual(['expiring', 'subjectChanged', 'keyCompromise', 'other'])
    expect(names('renew', { ...target, keyAlgorithm: 'rsa-2048' }, 'certificate', ['p12', 'ukey'], now)).toEqual([
      'expiring',
      'subjectChanged',
      'mediumChanged',
      'algorithmUpgrade',
      'keyCompromise',
      'other',
    ])
  })

  it('are none of renewal and change for a code to the contact', () => {
    expect(names('renew', target, 'contact', ['p12'], now)).toEqual([])
    expect(names('change', target, 'contact', ['p12'], now)).toEqual([])
    expect(names('revoke', target, 'contact', ['p12'], now)).toContain('keyCompromise')
  })

  it('of a replacement are about a medium while the certificate lives, and its end afterwards', () => {
    expect(names('replace', target, 'certificate', ['p12'], now)).toEqual(['mediumLost', 'mediumDamaged'])
    expect(names('replace', { ...target, medium: 'ukey' }, 'contact', ['ukey'], now)).toContain('pinLocked')
    expect(names('replace', { ...target, state: 'expired' }, 'certificate', ['p12'], now)).toEqual(['expired'])
  })

  it('say from when on “about to expire” works', () => {
    const opensAtMs = (days: number) =>
      reasonsOf('renew', { ...target, notAfter: new Date(now + days * dayMs).toISOString() }, 'certificate', ['p12'], now)[0]?.opensAtMs
    expect(opensAtMs(200)).toBe(now + 110 * dayMs)
    expect(opensAtMs(90)).toBeNull()
  })

  it('name the papers of whoever asks', () => {
    const papers = (by: 'certificate' | 'contact') => reasonsOf('unfreeze', target, by, ['p12'], now)[0]?.papers
    expect(papers('certificate')).toEqual(['applicationForm'])
    expect(papers('contact')).toEqual(['applicationForm', 'agentId'])
  })
})

describe('a certificate in the list', () => {
  it('is up for a renewal of several only inside its window and with nothing under way', () => {
    expect(isRenewable({ may, state: 'valid', daysLeft: 120 })).toBe(false)
    expect(isRenewable({ may: { ...may, renew: 'state.follow-up-open' }, state: 'valid', daysLeft: 20 })).toBe(false)
    expect(isRenewable({ may, state: 'valid', daysLeft: 20 })).toBe(true)
  })

  it('says once why several acts cannot be done, and nothing of acts that its state rules out', () => {
    const open = 'state.follow-up-open'
    expect([...refusalsOf({ state: 'valid', may: { ...may, renew: open, change: open, replace: open, revoke: open } })]).toEqual([
      [open, ['renew', 'change', 'replace', 'revoke']],
    ])
    expect([...refusalsOf({ state: 'revoked', may: { ...may, renew: 'state.certificate-revoked' } })]).toEqual([])
  })

  it('reads as replaced when its successor ended it', () => {
    expect(tagOf({ state: 'revoked', endReason: 'superseded' })).toBe('superseded')
    expect(tagOf({ state: 'revoked', endReason: 'keyCompromise' })).toBe('revoked')
  })
})
