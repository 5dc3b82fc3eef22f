import type { StaffRole } from '@certhall/contract/staff/roles'
import { describe, expect, it } from 'vitest'
import type { StaffActor } from '../actor.ts'
import { mayDecide, mayOpen } from './policy.ts'

const staff = (...roles: StaffRole[]): StaffActor => ({
  kind: 'staff',
  personId: 'p1',
  name: '李审核',
  roles,
  certificateSha256: 'c',
  source: '127.0.0.1',
})

describe('who may decide a case', () => {
  it.each([
    ['an applicant', { kind: 'applicant', source: 's' } as const, null, 'auth.login-required'],
    ['the system', { kind: 'system', name: 'sweep' } as const, null, 'auth.login-required'],
    ['an issuer', staff('issuer'), null, 'policy.role-missing'],
    ['an auditor', staff('auditor'), null, 'policy.role-missing'],
    ['a reviewer who entered it', staff('reviewer'), 'p1', 'policy.own-case'],
    ['a reviewer who entered it and is an issuer too', staff('issuer', 'reviewer'), 'p1', 'policy.own-case'],
  ])('refuses %s', (_who, actor, enteredBy, code) => {
    expect(mayDecide(actor, { enteredBy })).toMatchObject({ ok: false, code })
  })

  it('allows a reviewer whom somebody else, or nobody, entered it for', () => {
    expect(mayDecide(staff('reviewer'), { enteredBy: null }).ok).toBe(true)
    expect(mayDecide(staff('reviewer'), { enteredBy: 'p2' }).ok).toBe(true)
  })
})

describe('what a session may open', () => {
  it('answers what belongs to others as missing', () => {
    expect(mayOpen(['a'], 'b', 'missing.draft')).toEqual({ ok: false, code: 'missing.draft' })
    expect(mayOpen([], 'b', 'missing.application')).toMatchObject({ code: 'missing.application' })
    expect(mayOpen(['a', 'b'], 'b', 'missing.draft')).toEqual({ ok: true, value: 'b' })
  })
})
