import { replaceableAfterEndDays } from '@certhall/contract/application/follow-up'
import { certificateStates } from '@certhall/contract/certificate/vocabulary'
import type { Decision } from '@certhall/kernel/app-error'
import { describe, expect, it } from 'vitest'
import type { ContactAccess, HolderAccess } from '../holder/access.ts'
import { type CertificateAction, certificateActions, type CertificateFacts, isVisible, mayAct, mayFollow } from './policy.ts'

const nowMs = 1_800_000_000_000
const dayMs = 86_400_000
const facts = (changes: Partial<CertificateFacts> = {}): CertificateFacts => ({
  state: 'valid',
  confirmedAtMs: nowMs - dayMs,
  notAfterMs: nowMs + 300 * dayMs,
  endsAtMs: null,
  ...changes,
})
const said = (decision: Decision<true, string>): string => (decision.ok ? 'allowed' : decision.code)
const everyAction = (certificate: CertificateFacts): Record<string, string> =>
  Object.fromEntries(certificateActions.map((action) => [action, said(mayFollow(certificate, action, nowMs))]))
const all = (code: string, changes: Partial<Record<CertificateAction, string>> = {}): Record<string, string> => ({
  ...Object.fromEntries(certificateActions.map((action) => [action, code])),
  ...changes,
})

describe('what may be done with a certificate', () => {
  it.each(certificateStates)('is nothing while it is unconfirmed (%s)', (state) => {
    expect(everyAction(facts({ state, confirmedAtMs: null }))).toEqual(all('state.conflict'))
  })

  it.each([
    ['valid', facts(), all('allowed', { unfreeze: 'state.certificate-not-frozen' })],
    [
      'frozen',
      facts({ state: 'frozen' }),
      all('allowed', { renew: 'state.certificate-frozen', change: 'state.certificate-frozen', freeze: 'state.certificate-frozen' }),
    ],
    ['revoked', facts({ state: 'revoked' }), all('state.certificate-revoked')],
    ['expired', facts({ state: 'expired', notAfterMs: nowMs - dayMs }), all('state.certificate-expired', { replace: 'allowed' })],
    ['past its end, not yet written down', facts({ notAfterMs: nowMs - 1 }), all('state.certificate-expired', { replace: 'allowed' })],
    [
      'frozen and past its end',
      facts({ state: 'frozen', notAfterMs: nowMs - 1 }),
      all('state.certificate-expired', { replace: 'allowed' }),
    ],
    ['at its very end', facts({ notAfterMs: nowMs }), all('allowed', { unfreeze: 'state.certificate-not-frozen' })],
    ['in its overlap', facts({ endsAtMs: nowMs + dayMs }), all('state.conflict', { freeze: 'allowed', revoke: 'allowed' })],
    [
      'frozen in its overlap',
      facts({ state: 'frozen', endsAtMs: nowMs - dayMs }),
      all('state.conflict', { freeze: 'state.certificate-frozen', revoke: 'allowed' }),
    ],
    [
      'run out in its overlap',
      facts({ state: 'expired', notAfterMs: nowMs - 1, endsAtMs: nowMs - 1 }),
      all('state.conflict', { freeze: 'state.certificate-expired', revoke: 'state.certificate-expired' }),
    ],
  ])('is decided by its state: %s', (_name, certificate, expected) => {
    expect(everyAction(certificate)).toEqual(expected)
  })

  it('ends with the replacement, 90 days after the end to the millisecond', () => {
    const at = (sinceMs: number) => said(mayFollow(facts({ state: 'expired', notAfterMs: nowMs - sinceMs }), 'replace', nowMs))
    expect([at(replaceableAfterEndDays * dayMs), at(replaceableAfterEndDays * dayMs + 1)]).toEqual(['allowed', 'state.certificate-expired'])
  })
})

const contact: ContactAccess = { kind: 'contact', orgCode: 'MA0000017', provenAtMs: nowMs }
const login = {
  kind: 'certificate',
  authorityId: 'issuing-ec',
  serialNumber: '01',
  certificateSha256: 'a',
  orgCode: 'MA0000017',
  certificateType: 'organization',
  subject: 'CN=甲',
  person: 'CN=甲',
  loggedInAtMs: nowMs,
  steppedUpAtMs: nowMs,
} as const

describe('who may do it', () => {
  const states = [
    facts(),
    facts({ state: 'frozen' }),
    facts({ state: 'revoked' }),
    facts({ state: 'expired', notAfterMs: nowMs - 1 }),
    facts({ endsAtMs: nowMs }),
    facts({ confirmedAtMs: null }),
  ]

  it('never widens what the state allows; without the key there is no renewal and no change; while one is open only freezing is left', () => {
    for (const access of [contact, login] as readonly HolderAccess[])
      for (const certificate of states)
        for (const action of certificateActions)
          for (const hasOpen of [false, true]) {
            const state = said(mayFollow(certificate, action, nowMs))
            const needsKey = access.kind === 'contact' && (action === 'renew' || action === 'change')
            const expected =
              state !== 'allowed'
                ? state
                : needsKey
                  ? 'policy.certificate-needed'
                  : hasOpen && action !== 'freeze'
                    ? 'state.follow-up-open'
                    : 'allowed'
            expect(said(mayAct(access, certificate, action, nowMs, hasOpen))).toBe(expected)
          }
  })
})

describe('what somebody sees', () => {
  const certificates = [
    { orgCode: 'MA0000017', certificateType: 'organization', person: 'CN=甲' },
    { orgCode: 'MA0000017', certificateType: 'employee', person: 'CN=林' },
    { orgCode: 'MA0000017', certificateType: 'employee', person: 'CN=黄' },
    { orgCode: 'MA0000017', certificateType: 'legalRepresentative', person: 'CN=林' },
    { orgCode: 'MA0000025', certificateType: 'organization', person: 'CN=甲' },
    { orgCode: 'MA0000017', certificateType: 'employee', person: 'CN=林\nother@example.cn' },
  ] as const

  it.each<[string, HolderAccess, readonly number[]]>([
    ['a code to the contact shows all of the organisation and nothing else', contact, [0, 1, 2, 3, 5]],
    ['a certificate of the organisation shows all of the organisation and nothing else', login, [0, 1, 2, 3, 5]],
    ['a person’s certificate shows that person’s of that type', { ...login, certificateType: 'employee', person: 'CN=林' }, [1]],
    ['a legal representative’s shows that one’s', { ...login, certificateType: 'legalRepresentative', person: 'CN=林' }, [3]],
    ['another organisation’s shows its own alone', { ...login, orgCode: 'MA0000025' }, [4]],
  ])('%s', (_name, access, seen) => {
    expect(certificates.flatMap((certificate, index) => (isVisible(access, certificate) ? [index] : []))).toEqual(seen)
  })
})
