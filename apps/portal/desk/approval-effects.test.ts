import { describe, expect, it } from 'vitest'
import { approvalEffects } from './approval-effects.ts'

const effect = {
  targetEnd: 'confirmation',
  overlapDays: 7,
  revocationReason: 'superseded',
  makesCertificate: true,
  frozenAtOnce: false,
} as const
const valid = { state: 'valid' } as const

describe('what an approval does', () => {
  it('to a renewal before the end: a new certificate, then the overlap', () => {
    expect(approvalEffects({ type: 'renew', target: valid, effect: { ...effect, targetEnd: 'overlap' } })).toEqual([
      'newCertificate',
      'overlap',
    ])
  })

  it('to a loss: it was frozen before, and is revoked at once', () => {
    expect(
      approvalEffects({ type: 'replace', target: { state: 'frozen' }, effect: { ...effect, targetEnd: 'approval', frozenAtOnce: true } }),
    ).toEqual(['frozen', 'newCertificate', 'approval'])
  })

  it('to an unfreeze: the hold stays until the new certificate is installed', () => {
    expect(approvalEffects({ type: 'unfreeze', target: { state: 'frozen' }, effect })).toEqual(['newCertificate', 'unfreeze'])
  })

  it('to a revocation: the end, and nothing to download', () => {
    expect(
      approvalEffects({ type: 'revoke', target: valid, effect: { ...effect, targetEnd: 'approval', makesCertificate: false } }),
    ).toEqual(['approval', 'completes'])
  })

  it('to a change of the record alone: no certificate is touched', () => {
    expect(approvalEffects({ type: 'change', target: valid, effect: { ...effect, targetEnd: 'never', makesCertificate: false } })).toEqual([
      'recordOnly',
    ])
  })

  it('to a certificate that has ended: nothing more', () => {
    expect(approvalEffects({ type: 'renew', target: { state: 'revoked' }, effect })).toEqual(['newCertificate', 'over'])
    expect(approvalEffects({ type: 'replace', target: { state: 'expired' }, effect: { ...effect, targetEnd: 'never' } })).toEqual([
      'newCertificate',
      'never',
    ])
  })
})
