import { describe, expect, it } from 'vitest'
import type { StoredCertificate } from '../certificate/ports.ts'
import { contactLifeMs, isSteppedUp, stepUpLifeMs } from './access.ts'
import { type CertificateLogin, isInTime, loginIdleMs, loginLifeMs, loginOf, stateRefusal } from './holder-session.ts'

const startMs = 1_800_000_000_000
const place = { source: '203.0.113.9', browser: 'Firefox, Linux' }
const one = { authorityId: 'issuing-ec', serialNumber: '01', certificateSha256: 'a' }
const other = { ...one, serialNumber: '02', certificateSha256: 'b' }
const login = (change: Partial<CertificateLogin> = {}): CertificateLogin => ({ ...loginOf(undefined, one, place, startMs), ...change })
const access = { ...login(), orgCode: 'MA0000017', certificateType: 'organization', subject: 'CN=甲', person: 'CN=甲' } as const

describe('a login', () => {
  it('is not prolonged by showing the key again, however often; another certificate begins anew', () => {
    const again = loginOf(loginOf(login(), one, place, startMs + 60_000), one, place, startMs + 120_000)
    expect(again).toMatchObject({ loggedInAtMs: startMs, steppedUpAtMs: startMs + 120_000 })
    expect(loginOf(login(), other, place, startMs + 60_000)).toMatchObject({ loggedInAtMs: startMs + 60_000, certificateSha256: 'b' })
    expect(loginOf({ kind: 'contact', orgCode: 'x', provenAtMs: startMs }, one, place, startMs + 1).loggedInAtMs).toBe(startMs + 1)
    expect(loginOf({ kind: 'ended', certificateSha256: 'a' }, one, place, startMs + 1).loggedInAtMs).toBe(startMs + 1)
  })

  it('ends idle and at its latest to the millisecond, a proven contact at its latest', () => {
    expect([-1, 0].map((more) => isInTime(login(), startMs, startMs + loginIdleMs + more))).toEqual([true, false])
    const late = startMs + loginLifeMs
    expect([-1, 0].map((more) => isInTime(login(), late - 1, late + more))).toEqual([true, false])
    const contact = { kind: 'contact', orgCode: 'x', provenAtMs: startMs } as const
    expect([-1, 0].map((more) => isInTime(contact, startMs, startMs + contactLifeMs + more))).toEqual([true, false])
  })
})

describe('a fresh proof of the key', () => {
  it('counts for its five minutes, not before it was given and never for a code to the contact', () => {
    const at = (afterMs: number) => isSteppedUp({ ...access, steppedUpAtMs: startMs }, startMs + afterMs)
    expect([-1, 0, stepUpLifeMs - 1, stepUpLifeMs].map(at)).toEqual([false, true, true, false])
    expect(isSteppedUp({ kind: 'contact', orgCode: 'x', provenAtMs: startMs }, startMs)).toBe(false)
  })
})

describe('the state of a certificate', () => {
  const held = (change: Partial<StoredCertificate>) =>
    stateRefusal(
      { state: 'valid', notAfterMs: startMs + 1, endsAtMs: null, confirmedAtMs: startMs, ...change } as StoredCertificate,
      startMs,
    )

  it.each<[string, Partial<StoredCertificate>, string | undefined]>([
    ['lets a valid one in', {}, undefined],
    ['lets one in its overlap in', { endsAtMs: startMs + 1 }, undefined],
    ['refuses one over its overlap, before the round has come by', { endsAtMs: startMs }, 'auth.certificate-ended'],
    ['refuses one past its end, before the round has come by', { notAfterMs: startMs }, 'auth.certificate-ended'],
    ['refuses a frozen one', { state: 'frozen' }, 'auth.certificate-frozen'],
    ['refuses a frozen one as frozen, past its end too', { state: 'frozen', notAfterMs: startMs }, 'auth.certificate-frozen'],
    ['refuses a revoked one', { state: 'revoked' }, 'auth.certificate-ended'],
    ['refuses an expired one', { state: 'expired' }, 'auth.certificate-ended'],
    ['refuses one that nobody has confirmed', { confirmedAtMs: null }, 'auth.login-refused'],
  ])('%s', (_what, change, expected) => {
    expect(held(change)).toBe(expected)
  })
})
