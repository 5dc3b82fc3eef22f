import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { staffLogin } from '@certhall/contract/statement/statements'
import { describe, expect, it } from 'vitest'
import { type Intent, loginText, readPrepared } from './statement-text.ts'

const signer = { personId: '0b1c6a1e-0000-4000-8000-000000000001', certificateSha256: 'ab'.repeat(32) }
const intent: Intent = {
  kind: 'decision',
  applicationNo: 'A2026-000001',
  revision: 2,
  followUp: null,
  draft: {
    version: 5,
    decision: 'return',
    rejectReason: null,
    returnedItems: [{ item: 'organization.name', reason: 'mismatch', remark: '以证照为准' }],
    remark: '',
  },
}
const honest = {
  format: 'certhall.review-decision.v1',
  applicationNo: 'A2026-000001',
  revision: 2,
  decision: 'return',
  snapshotSha256: 'cd'.repeat(32),
  rejectReason: null,
  returnedItems: [{ item: 'organization.name', reason: 'mismatch', remark: '以证照为准' }],
  remark: '',
  ...signer,
  preparedAtMs: 1,
}

describe('a prepared decision', () => {
  it.each([
    ['another decision', { decision: 'approve' }],
    ['another application', { applicationNo: 'A2026-000002' }],
    ['another revision', { revision: 3 }],
    ['an item added', { returnedItems: [...honest.returnedItems, { item: 'contact.name', reason: 'other', remark: '' }] }],
    ['an item changed', { returnedItems: [{ item: 'organization.name', reason: 'expired', remark: '以证照为准' }] }],
    ['a remark put in', { remark: 'x' }],
    ['another person', { personId: '0b1c6a1e-0000-4000-8000-000000000002' }],
    ['another certificate', { certificateSha256: 'ef'.repeat(32) }],
    ['another format', { format: 'certhall.passcode-release.v1' }],
  ])('is not signed when it says %s', (_name, change) => {
    expect(readPrepared(canonicalJson({ ...honest, ...change }), intent, signer)).toBeUndefined()
  })

  it('is not signed when it is about another certificate, type or reason than the page showed', () => {
    const target = { authorityId: 'users-ecdsa', serialNumber: '0a'.repeat(19) }
    const said = { type: 'unfreeze', reason: 'mediumFound', target } as const
    const shown = { ...intent, followUp: { type: said.type, reason: said.reason, ...target } } as const
    const textOf = (followUp: object) => canonicalJson({ ...honest, followUp: followUp as typeof said })
    expect(readPrepared(textOf(said), shown, signer)).toMatchObject({ kind: 'decision' })
    for (const lie of [
      { ...said, type: 'renew' },
      { ...said, reason: 'other' },
      { ...said, target: { ...target, serialNumber: '0b'.repeat(19) } },
    ])
      expect(readPrepared(textOf(lie), shown, signer)).toBeUndefined()
    expect(readPrepared(textOf(said), intent, signer)).toBeUndefined()
    expect(readPrepared(canonicalJson(honest), shown, signer)).toBeUndefined()
  })

  it('is not signed when its text is not canonical', () => {
    expect(readPrepared(JSON.stringify(honest, null, 1), intent, signer)).toBeUndefined()
    expect(readPrepared('nonsense', intent, signer)).toBeUndefined()
  })

  it('is read when it says what was chosen', () => {
    expect(readPrepared(canonicalJson(honest), intent, signer)).toMatchObject({ kind: 'decision', statement: { decision: 'return' } })
  })
})

describe('a prepared release', () => {
  const release = {
    format: 'certhall.passcode-release.v1',
    releaseId: '0b1c6a1e-0000-4000-8000-000000000003',
    applicationNo: 'A2026-000001',
    revision: 1,
    snapshotSha256: 'cd'.repeat(32),
    decisionSha256: 'ef'.repeat(32),
    channel: 'sms',
    target: '138****5678',
    resendReason: null,
    ...signer,
    preparedAtMs: 1,
  }
  const wanted: Intent = { kind: 'release', applicationNo: 'A2026-000001', draft: { channel: 'sms', resendReason: null } }

  it('is not signed for another channel or with a reason nobody gave', () => {
    expect(readPrepared(canonicalJson({ ...release, channel: 'email' }), wanted, signer)).toBeUndefined()
    expect(readPrepared(canonicalJson({ ...release, resendReason: 'lost' }), wanted, signer)).toBeUndefined()
  })

  it('is read when it says what was chosen', () => {
    expect(readPrepared(canonicalJson(release), wanted, signer)).toMatchObject({ kind: 'release', statement: { target: '138****5678' } })
  })
})

describe('the login text', () => {
  it('has the shape the server accepts', () => {
    const text = loginText('http://127.0.0.1:8460', 'A'.repeat(43), 'ab'.repeat(32))
    expect(staffLogin.safeParse(JSON.parse(text)).success).toBe(true)
  })
})
