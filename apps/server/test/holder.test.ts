import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { systemClock } from '@certhall/kernel/clock'
import { openApplicant } from '@certhall/testkit/applicant-visitor'
import { enrolStaffVisitor, type StaffVisitor } from '@certhall/testkit/desk-visitor'
import { type Hall, startHall } from '@certhall/testkit/hall'
import {
  enterByContact,
  issueSoftCertificate,
  logInAsHolder,
  logInWith,
  signPlainly,
  type SoftCertificate,
  stepUp,
} from '@certhall/testkit/holder-visitor'
import { holderKey } from '@certhall/testkit/issuing-house'
import { sampleCodes } from '@certhall/testkit/sample-codes'
import { sampleForm } from '@certhall/testkit/sample-form'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

let hall: Hall
let staff: { reviewer: StaffVisitor; issuer: StaffVisitor }
let own: SoftCertificate
let others: SoftCertificate
let offsetMs = 0
const clock = { nowMs: () => systemClock.nowMs() + offsetMs }
const minute = 60_000

beforeAll(async () => {
  hall = await startHall({ clock })
  staff = {
    reviewer: await enrolStaffVisitor(hall.server, hall.tokens['reviewer']?.[0] ?? ''),
    issuer: await enrolStaffVisitor(hall.server, hall.tokens['issuer']?.[0] ?? ''),
  }
  own = await issue(701, { form: sampleForm(701, { contact: { ...sampleForm().contact, mobile: '13900000701' } }) })
  others = await issue(702)
})
afterAll(() => hall.drop())
beforeEach(() => {
  offsetMs = 0
})

const issue = (number: number, wish: object = {}): Promise<SoftCertificate> =>
  issueSoftCertificate(hall, staff, { applicationNo: `A2026-${String(number).padStart(6, '0')}`, ...wish })
const rows = async (statement: string) =>
  (await sql.raw(statement).execute(hall.server.grounds.database.kysely)).rows as Record<string, string>[]
const newest = async (type: string) =>
  (
    await rows(
      `select actor_kind, actor_id, actor_name, detail->>'reason' as reason, detail->>'code' as code from ra.audit_event where type = '${type}' order by occurred_at desc, event_id desc limit 1`,
    )
  )[0]
const change = (held: SoftCertificate, set: string) =>
  rows(`update ra.certificate set ${set} where certificate_sha256 = '${held.certificateSha256}'`)
const logIn = (held: SoftCertificate, bend: object = {}) => logInWith(openApplicant(hall.server), held, bend)

describe('a login is refused, and the refusal recorded, for', () => {
  it.each([
    ['a nonce that was never given', { nonce: 'A'.repeat(43) }, 'auth.challenge-expired', 'challenge'],
    ['a statement for another origin', { origin: 'https://evil.example' }, 'auth.login-refused', 'origin'],
    ['a login of the staff', { format: 'certhall.staff-login.v1' }, 'auth.login-refused', 'statement'],
    ['a signature that is none', { signature: 'none' }, 'auth.login-refused', 'signature'],
    ['a certificate of another CA', { certificateSha256: '0'.repeat(64) }, 'auth.certificate-foreign', 'certificate-foreign'],
    ['other bytes than the ones that are named', { certificate: 'AAAA' }, 'auth.login-refused', 'certificate-mismatch'],
  ])('%s', async (_what, bend, code, reason) => {
    expect((await logIn(own, bend)).body.code).toBe(code)
    expect(await newest('holder.login-refused')).toMatchObject({ actor_kind: 'applicant', reason, code })
  })

  it('the signature of another key, or over another text', async () => {
    expect((await logIn({ ...own, key: holderKey('ecdsa-p256') })).body.code).toBe('auth.login-refused')
    expect((await logIn(own, { signature: signPlainly(own.key, 'x') })).body.code).toBe('auth.login-refused')
  })

  it('a challenge that was used, by whomever, or is older than two minutes', async () => {
    const visitor = openApplicant(hall.server)
    const textOf = (challenge: { origin: string; nonce: string }) =>
      canonicalJson({
        format: 'certhall.holder-login.v1',
        origin: challenge.origin,
        nonce: challenge.nonce,
        certificateSha256: own.certificateSha256,
      })
    const attemptOf = (text: string) => ({ text, signature: signPlainly(own.key, text), certificate: own.certificate })
    const first = attemptOf(textOf((await visitor.ask('POST', '/holder/login/challenge', {})).body))
    expect((await visitor.ask('POST', '/holder/login', first)).status).toBe(200)
    expect((await openApplicant(hall.server).ask('POST', '/holder/login', first)).body.code).toBe('auth.challenge-expired')
    const late = attemptOf(textOf((await visitor.ask('POST', '/holder/login/challenge', {})).body))
    offsetMs = 2 * minute + 1_000
    expect((await visitor.ask('POST', '/holder/login', late)).body.code).toBe('auth.challenge-expired')
  })

  it('a challenge of the desk', async () => {
    const { body } = await staff.reviewer.post('/desk/login/challenge', {})
    expect((await logIn(own, { nonce: body.nonce })).body.code).toBe('auth.challenge-expired')
  })

  it('a certificate that was not confirmed, is frozen, revoked, over its overlap or past its end; told only to its key', async () => {
    const held = await issue(703, { isConfirmed: false })
    expect((await logIn(held)).body.code).toBe('auth.login-refused')
    await change(held, `confirmed_at = stored_at, state = 'frozen'`)
    expect((await logIn(held)).body.code).toBe('auth.certificate-frozen')
    expect((await logIn(held, { signature: 'none' })).body.code).toBe('auth.login-refused')
    await change(held, `state = 'revoked'`)
    expect((await logIn(held)).body.code).toBe('auth.certificate-ended')
    await change(held, `state = 'valid', ends_at = '2026-01-01'`)
    expect((await logIn(held)).body.code).toBe('auth.certificate-ended')
    await change(held, `ends_at = null`)
    offsetMs = 400 * 86_400_000
    expect((await logIn(held)).body.code).toBe('auth.certificate-ended')
  })
})

describe('a login', () => {
  it('works with keys of every algorithm that the hall issues for', async () => {
    const rsa = await issue(704, { projectId: 'tax', algorithm: 'rsa-2048' })
    const sm2 = await issue(705, { projectId: 'government-services', algorithm: 'sm2', medium: 'ukey' })
    for (const held of [rsa, sm2])
      expect((await logIn(held)).body).toMatchObject({
        by: 'certificate',
        certificate: { serialNumber: held.serialNumber, authorityId: held.authorityId },
      })
  })

  it('shows who is in, and is recorded by certificate', async () => {
    const visitor = await logInAsHolder(hall.server, own)
    const { body } = await visitor.ask('GET', '/holder/session')
    expect(body.holder).toMatchObject({
      by: 'certificate',
      organizationName: own.form.organization.name,
      orgCode: own.form.organization.orgCode,
      certificate: { serialNumber: own.serialNumber, medium: 'p12' },
    })
    expect(await newest('holder.logged-in')).toMatchObject({ actor_kind: 'holder', actor_id: `${own.authorityId}/${own.serialNumber}` })
    expect((await openApplicant(hall.server).ask('GET', '/holder/session')).body).toEqual({ holder: null })
    expect((await openApplicant(hall.server).ask('GET', '/holder/sessions')).body.code).toBe('auth.holder-required')
  })

  it('has a new session id; the old one is nobody’s', async () => {
    const cookieOf = (answer: { cookies: readonly { value: string }[] }) => answer.cookies[0]?.value ?? ''
    const send = (url: string, payload: object, cookie: string) =>
      hall.server.app.inject({
        method: 'POST',
        url: `/api/v1${url}`,
        payload,
        headers: { cookie: `certhall_hall=${cookie}`, origin: 'http://127.0.0.1:8460' },
      })
    const before = cookieOf(await hall.server.app.inject({ url: '/api/v1/captcha' }))
    const challenge = (await send('/holder/login/challenge', {}, before)).json() as { origin: string; nonce: string }
    const text = canonicalJson({
      format: 'certhall.holder-login.v1',
      origin: challenge.origin,
      nonce: challenge.nonce,
      certificateSha256: own.certificateSha256,
    })
    const after = cookieOf(
      await send('/holder/login', { text, signature: signPlainly(own.key, text), certificate: own.certificate }, before),
    )
    expect(after).not.toBe(before)
    const see = async (cookie: string) =>
      (await hall.server.app.inject({ url: '/api/v1/holder/session', headers: { cookie: `certhall_hall=${cookie}` } })).json() as {
        holder: unknown
      }
    expect((await see(before)).holder).toBeNull()
    expect((await see(after)).holder).not.toBeNull()
  })

  it('counts as step-up for five minutes, and again after a second one', async () => {
    const visitor = await logInAsHolder(hall.server, own)
    const until = async () => (await visitor.ask('GET', '/holder/session')).body.holder.steppedUpUntil as string | null
    expect(Date.parse((await until()) ?? '') - clock.nowMs()).toBeGreaterThan(4.5 * minute)
    offsetMs = 6 * minute
    expect(await until()).toBeNull()
    expect((await stepUp(visitor)).body.steppedUpUntil).not.toBeNull()
    expect(await until()).not.toBeNull()
  })

  it('ends after a quarter of an hour without a request, and after eight hours with them', async () => {
    const visitor = await logInAsHolder(hall.server, own)
    const isIn = async () => (await visitor.ask('GET', '/holder/session')).body.holder !== null
    for (offsetMs = 0; offsetMs < 479 * minute; offsetMs += 10 * minute) expect(await isIn()).toBe(true)
    offsetMs = 480 * minute + 1_000
    expect(await isIn()).toBe(false)
    expect((await stepUp(visitor)).status).toBe(200)
    offsetMs += 16 * minute
    expect(await isIn()).toBe(false)
    expect(await isIn()).toBe(false)
  })
})

describe('a freeze', () => {
  it('ends every login at its next request, which hears it once; drafts stay', async () => {
    const held = await issue(706)
    const [one, other] = [await logInAsHolder(hall.server, held), await logInAsHolder(hall.server, held)]
    await change(held, `state = 'frozen'`)
    expect((await one.ask('GET', '/holder/sessions')).body.code).toBe('auth.certificate-frozen')
    expect((await one.ask('GET', '/holder/sessions')).body.code).toBe('auth.holder-required')
    expect(await newest('holder.session-ended')).toMatchObject({ reason: 'auth.certificate-frozen' })
    expect((await one.ask('GET', `/drafts/${'00000000-0000-4000-8000-000000000000'}`)).body.code).toBe('missing.draft')
    expect((await other.ask('GET', '/holder/session')).body.code).toBe('auth.certificate-frozen')
    expect((await other.ask('GET', '/holder/session')).body).toEqual({ holder: null })
  })

  it('ends them in its own transaction, too: the rows name no certificate any more, and the next request still hears why', async () => {
    const held = await issue(707)
    const visitor = await logInAsHolder(hall.server, held)
    const ended = await hall.server.grounds.transaction(async ({ certificates, holderSessions }) => {
      await certificates.freeze(held, clock.nowMs())
      return holderSessions.end(held.certificateSha256)
    })
    expect(ended).toBe(1)
    expect(await rows(`select 1 as one from ra.session where certificate_sha256 = '${held.certificateSha256}'`)).toHaveLength(0)
    // A draft of this browser needs no login: whoever reported the loss of this very certificate goes on to the result.
    expect((await visitor.ask('GET', `/drafts/${'00000000-0000-4000-8000-000000000000'}`)).body.code).toBe('missing.draft')
    expect((await visitor.ask('GET', '/holder/session')).body.code).toBe('auth.certificate-frozen')
    expect((await visitor.ask('GET', '/holder/session')).body).toEqual({ holder: null })
  })
})

describe('the sessions of a certificate', () => {
  it('are shown to its holder, with the family of the browser, and ended one by one; those of others are missing', async () => {
    const held = await issue(708)
    const [one, other, stranger] = [
      await logInAsHolder(hall.server, held),
      await logInAsHolder(hall.server, held),
      await logInAsHolder(hall.server, others),
    ]
    const { sessions } = (await one.ask('GET', '/holder/sessions')).body as {
      sessions: { mark: string; isThis: boolean; browser: string; source: string }[]
    }
    expect(sessions.map(({ isThis }) => isThis).toSorted()).toEqual([false, true])
    expect(sessions.every(({ browser, source }) => browser === 'unknown' && source.startsWith('127.'))).toBe(true)
    const foreign = (await stranger.ask('GET', '/holder/sessions')).body.sessions[0].mark as string
    expect((await one.ask('DELETE', `/holder/sessions/${foreign}`)).body.code).toBe('missing.session')
    expect((await stranger.ask('GET', '/holder/session')).body.holder).not.toBeNull()
    const mark = sessions.find(({ isThis }) => !isThis)?.mark ?? ''
    expect((await one.ask('DELETE', `/holder/sessions/${mark}`)).status).toBe(204)
    expect((await one.ask('DELETE', `/holder/sessions/${mark}`)).body.code).toBe('missing.session')
    expect((await other.ask('GET', '/holder/sessions')).body.code).toBe('auth.session-expired')
    expect((await other.ask('GET', '/holder/sessions')).body.code).toBe('auth.holder-required')
    const ownMark = sessions.find(({ isThis }) => isThis)?.mark ?? ''
    expect((await one.ask('DELETE', `/holder/sessions/${ownMark}`)).status).toBe(204)
    expect((await one.ask('GET', '/holder/session')).body).toEqual({ holder: null })
  })

  it('end at logout, and a request that was on its way does not bring them back', async () => {
    const visitor = await logInAsHolder(hall.server, own)
    expect((await visitor.ask('POST', '/holder/logout', {})).status).toBe(200)
    expect((await visitor.ask('GET', '/holder/session')).body).toEqual({ holder: null })
    expect(await newest('holder.logged-out')).toMatchObject({ actor_id: `${own.authorityId}/${own.serialNumber}` })
    const late = await logInAsHolder(hall.server, others)
    await Promise.all([late.ask('POST', '/holder/logout', {}), late.ask('GET', '/captcha'), late.ask('GET', '/captcha')])
    expect((await late.ask('GET', '/holder/session')).body).toEqual({ holder: null })
  })
})

describe('without the key', () => {
  const unknown = sampleCodes(799).uscc
  const askFor = async (code: string) => {
    const visitor = openApplicant(hall.server)
    return visitor.ask('POST', '/holder/contact-codes', { code, captcha: await visitor.captcha() })
  }

  it('refuses a code that is none, no captcha, and wrong guesses; an unknown organisation hears the same', async () => {
    expect((await askFor('123')).status).toBe(422)
    expect((await openApplicant(hall.server).ask('POST', '/holder/contact-codes', { code: unknown, captcha: '' })).body.code).toBe(
      'auth.captcha-missing',
    )
    const [known, strange] = [await askFor(others.form.organization.uscc), await askFor(unknown)]
    expect([known.status, known.body]).toEqual([strange.status, strange.body])
    const guess = (orgCode: string) => openApplicant(hall.server).ask('POST', '/holder/contact', { orgCode, code: '000000' })
    const answers = await Promise.all([guess(others.form.organization.uscc), guess(unknown)])
    expect(answers.map(({ body }) => [body.code, body.detail])).toEqual([
      ['auth.contact-code-wrong', undefined],
      ['auth.contact-code-wrong', undefined],
    ])
  })

  it('opens the organisation for a quarter of an hour by a code to the contact on record, and no list of sessions', async () => {
    const visitor = await enterByContact(hall.server, own.form)
    const see = async () => (await visitor.ask('GET', '/holder/session')).body.holder as unknown
    expect(await see()).toMatchObject({
      by: 'contact',
      orgCode: own.form.organization.orgCode,
      organizationName: own.form.organization.name,
      certificate: null,
      steppedUpUntil: null,
    })
    expect((await visitor.ask('GET', '/holder/sessions')).body.code).toBe('policy.certificate-needed')
    expect(await newest('holder.contact-proven')).toMatchObject({ actor_kind: 'applicant' })
    offsetMs = 10 * minute
    expect(await see()).not.toBeNull()
    offsetMs = 15 * minute + 1_000
    expect(await see()).toBeNull()
  })
})
