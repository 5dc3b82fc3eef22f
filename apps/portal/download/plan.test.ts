import type { PasscodeView } from '@certhall/contract/passcode/api'
import { describe, expect, it } from 'vitest'
import { planOf } from './plan.ts'

const view: PasscodeView = {
  state: 'delivered',
  applicationNo: 'A2026-000001',
  maskedOrganization: '广**有限公司',
  projectNameZh: '招投标',
  projectNameEn: 'Tendering',
  certificateType: 'organization',
  medium: 'p12',
  keyAlgorithm: 'rsa-2048',
  expiresAt: '2026-12-06T00:00:00.000Z',
  boundSpkiSha256: null,
  issued: null,
}
const kept = { spkiSha256: 'aa', algorithm: 'rsa-2048' } as const

describe('what this browser can do with a PASSCODE', () => {
  it('refuses to go on with a key that is not here', () => {
    expect(planOf({ ...view, state: 'redeeming', boundSpkiSha256: 'bb' }, kept)).toBe('elsewhere')
    expect(planOf({ ...view, state: 'redeeming', boundSpkiSha256: 'bb' }, undefined)).toBe('elsewhere')
  })

  it('does not reuse a key of another algorithm', () => {
    expect(planOf({ ...view, keyAlgorithm: 'ecdsa-p256' }, kept)).toBe('begin')
  })

  it('begins, resumes before and after issuance, and ends', () => {
    expect(planOf(view, undefined)).toBe('begin')
    expect(planOf(view, kept)).toBe('resume')
    expect(planOf({ ...view, state: 'redeeming' }, kept)).toBe('resume')
    expect(planOf({ ...view, state: 'redeeming', boundSpkiSha256: 'aa' }, kept)).toBe('resume')
    expect(planOf({ ...view, state: 'used', boundSpkiSha256: 'aa' }, kept)).toBe('finished')
  })
})
