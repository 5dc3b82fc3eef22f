import { systemClock } from '@certhall/kernel/clock'
import { toBase64 } from '@certhall/kernel/bytes'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { type Applicant, samplePdf, submissionBody } from '@certhall/testkit/applicant-visitor'
import {
  type Answer,
  approve,
  decide,
  enrolStaffVisitor,
  openVisitor,
  readPasscode,
  release,
  sha256,
  type StaffVisitor,
  until,
} from '@certhall/testkit/desk-visitor'
import { type Hall, startHall, submitSample } from '@certhall/testkit/hall'
import {
  enterByContact,
  type HolderVisitor,
  issueSoftCertificate,
  logInAsHolder,
  signPlainly,
  type SoftCertificate,
  stepUp,
} from '@certhall/testkit/holder-visitor'
import { csrFor, holderKey } from '@certhall/testkit/issuing-house'
import { sampleForm } from '@certhall/testkit/sample-form'
import { fromBase64 } from '@certhall/kernel/bytes'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

let hall: Hall
let staff: { reviewer: StaffVisitor; second: StaffVisitor; issuer: StaffVisitor }
let offsetMs = 0
let count = 800
const clock = { nowMs: () => systemClock.nowMs() + offsetMs }
const dayMs = 86_400_000

beforeAll(async () => {
  hall = await startHall({ clock })
  const [one = '', two = ''] = hall.tokens['reviewer'] ?? []
  staff = {
    reviewer: await enrolStaffVisitor(hall.server, one),
    second: await enrolStaffVisitor(hall.server, two),
    issuer: await enrolStaffVisitor(hall.server, hall.tokens['issuer']?.[0] ?? ''),
  }
})
afterAll(() => hall.drop())
afterEach(() => {
  offsetMs = 0
})

/** Each case an organisation of its own, whose contact nobody else has. */
const issue = async (): Promise<SoftCertificate> => {
  count += 1
  const form = sampleForm(count, { contact: { ...sampleForm().contact, mobile: `13900000${count}`, email: `holder${count}@example.cn` } })
  return issueSoftCertificate(hall, staff, { applicationNo: `A2026-${String(count).padStart(6, '0')}`, form })
}
const pathOf = ({ authorityId, serialNumber }: SoftCertificate): string => `/certificates/${authorityId}/${serialNumber}`
const stored = async (held: SoftCertificate) => hall.server.grounds.transaction(({ certificates }) => certificates.one(held))

/** Opens a follow-up, hands in its papers and submits it. */
const follow = async (
  visitor: Applicant,
  held: SoftCertificate,
  wish: { type: string; reason: string; remark?: string },
): Promise<Answer> => {
  const opened = await visitor.ask('POST', `${pathOf(held)}/follow-ups`, { remark: '', ...wish })
  if (opened.status !== 200) return opened
  const { draftId } = opened.body
  const { body: draft } = await visitor.ask('GET', `/drafts/${draftId}`)
  for (const kind of draft.followUp.papers) await visitor.upload(`/drafts/${draftId}/documents`, kind, samplePdf)
  return visitor.ask('POST', `/drafts/${draftId}/submit`, await submissionBody(visitor, draftId))
}

interface Redeemed {
  readonly passcode: string
  readonly confirmation: object
  readonly serialNumber: string
}

/** Released and redeemed with a new key, not confirmed yet. */
const redeem = async (applicationNo: string): Promise<Redeemed> => {
  const visitor = openVisitor(hall.server)
  expect(await release(staff.issuer, applicationNo)).toMatchObject({ status: 200 })
  const passcode = await readPasscode(visitor, applicationNo)
  await until(async () => ((await visitor.post('/passcodes/check', { passcode })).status === 200 ? true : undefined))
  const key = holderKey('ecdsa-p256')
  const { status, body } = await visitor.post('/passcodes/redeem', { passcode, csr: toBase64(await csrFor(key)) })
  expect({ status, body }).toMatchObject({ status: 200 })
  const text = canonicalJson({
    format: 'certhall.install-confirmation.v1',
    serialNumber: body.serialNumber,
    certificateSha256: sha256(fromBase64(body.certificate)),
  })
  return { passcode, serialNumber: body.serialNumber, confirmation: { passcode, text, signature: signPlainly(key, text) } }
}
const confirm = ({ confirmation }: Redeemed): Promise<Answer> => openVisitor(hall.server).post('/passcodes/confirm', confirmation)

const change = (held: SoftCertificate, set: string) =>
  sql
    .raw(`update ra.certificate set ${set} where certificate_sha256 = '${held.certificateSha256}'`)
    .execute(hall.server.grounds.database.kysely)

describe('a holder', () => {
  it('sees the certificates of the organisation and what can be done, and nothing of others', async () => {
    const [held, others] = [await issue(), await issue()]
    const visitor = await logInAsHolder(hall.server, held)
    const { body } = await visitor.ask('GET', '/certificates')
    expect(body.certificates).toMatchObject([
      {
        serialNumber: held.serialNumber,
        state: 'valid',
        isThis: true,
        may: { renew: null, freeze: null, unfreeze: 'state.certificate-not-frozen' },
      },
    ])
    expect((await visitor.ask('GET', pathOf(held))).body).toMatchObject({
      serialNumber: held.serialNumber,
      keyUsage: expect.arrayContaining(['digitalSignature']),
      history: expect.arrayContaining([expect.objectContaining({ event: 'certificate.confirmed' })]),
    })
    for (const answer of [
      await visitor.ask('GET', pathOf(others)),
      await visitor.ask('POST', `${pathOf(others)}/freeze`, { reason: 'other', remark: '' }),
      await follow(visitor, others, { type: 'renew', reason: 'other', remark: 'x' }),
    ])
      expect(answer).toMatchObject({ status: 404, body: { code: 'missing.certificate' } })
  })

  it('renews before the end; the old one goes on for the overlap and is revoked after it', async () => {
    const held = await issue()
    const visitor = await logInAsHolder(hall.server, held)
    expect((await follow(visitor, held, { type: 'renew', reason: 'expiring' })).body.code).toBe('policy.renewal-window')
    // The signer keeps real time here: the end is brought near, not the day.
    await change(held, `not_after = '${new Date(clock.nowMs() + 60 * dayMs).toISOString()}'`)
    const { body } = await visitor.ask('POST', '/certificates/renewals', {
      certificates: [
        { authorityId: held.authorityId, serialNumber: held.serialNumber },
        { authorityId: held.authorityId, serialNumber: '0'.repeat(38) },
      ],
      ...(await renewalsBody(visitor)),
    })
    const applicationNo = body.results[0].applicationNo as string
    expect(body.results).toMatchObject([
      { applicationNo: expect.stringMatching(/^A/) as string, code: null },
      { applicationNo: null, code: 'missing.certificate' },
    ])
    expect((await follow(visitor, held, { type: 'renew', reason: 'expiring' })).body).toMatchObject({
      code: 'state.follow-up-open',
      detail: { applicationNo },
    })
    expect(await approve(staff.reviewer, applicationNo)).toMatchObject({ status: 200 })
    const redeemed = await redeem(applicationNo)
    expect(await stored(held)).toMatchObject({ state: 'valid', endsAtMs: null })
    expect(await confirm(redeemed)).toMatchObject({ status: 200 })
    const old = await stored(held)
    expect(old).toMatchObject({ state: 'valid' })
    expect((old?.endsAtMs ?? 0) - clock.nowMs()).toBeGreaterThan(6.9 * dayMs)
    await change(held, `ends_at = '${new Date(clock.nowMs() - 1).toISOString()}'`)
    await until(async () => ((await stored(held))?.state === 'revoked' ? true : undefined))
    expect(await stored(held)).toMatchObject({ endReason: 'superseded' })
  }, 60_000)

  it('freezes: the next request is refused, the signer knows, a renewal under way is over', async () => {
    const held = await issue()
    const visitor = await logInAsHolder(hall.server, held)
    const other = await logInAsHolder(hall.server, held)
    const { body } = await follow(visitor, held, { type: 'renew', reason: 'other', remark: 'why not' })
    expect(await approve(staff.reviewer, body.applicationNo)).toMatchObject({ status: 200 })
    const redeemed = await redeem(body.applicationNo)
    expect(await visitor.ask('POST', `${pathOf(held)}/freeze`, { reason: 'suspicious', remark: '' })).toMatchObject({
      status: 200,
      body: { state: 'frozen' },
    })
    for (const one of [visitor, other]) expect((await one.ask('GET', '/certificates')).body.code).toBe('auth.certificate-frozen')
    expect((await stepUp(visitor)).body.code).toBe('auth.certificate-frozen')
    expect(await confirm(redeemed)).toMatchObject({ status: 410, body: { code: 'state.passcode-voided' } })
    const unconfirmed = await hall.server.grounds.transaction(({ certificates }) =>
      certificates.one({ authorityId: held.authorityId, serialNumber: redeemed.serialNumber }),
    )
    expect(unconfirmed).toMatchObject({ state: 'revoked' })
    expect((await hall.server.grounds.transaction(({ certificates }) => certificates.one(held)))?.frozenAtMs).not.toBeNull()
  }, 60_000)

  it('asks for an unfreeze without the key: two reviewers, a new key, and only then the end of the old one', async () => {
    const held = await issue()
    const byContact = await enterByContact(hall.server, held.form)
    expect((await follow(byContact, held, { type: 'renew', reason: 'other', remark: 'x' })).body.code).toBe('policy.certificate-needed')
    expect((await follow(byContact, held, { type: 'unfreeze', reason: 'mediumFound' })).body.code).toBe('state.certificate-not-frozen')
    expect(await byContact.ask('POST', `${pathOf(held)}/freeze`, { reason: 'mediumLost', remark: '' })).toMatchObject({
      status: 200,
      body: { state: 'frozen', may: { unfreeze: null, freeze: 'state.certificate-frozen' } },
    })
    const { body } = await follow(byContact, held, { type: 'unfreeze', reason: 'mediumFound' })
    const { applicationNo } = body
    expect(await approve(staff.reviewer, applicationNo)).toMatchObject({ status: 200, body: { state: 'underReview' } })
    expect((await approve(staff.reviewer, applicationNo)).body.code).toBe('state.decided')
    expect((await release(staff.issuer, applicationNo)).body.code).toBe('state.application')
    expect(await approve(staff.second, applicationNo)).toMatchObject({ status: 200, body: { state: 'approved' } })
    const redeemed = await redeem(applicationNo)
    expect(await stored(held)).toMatchObject({ state: 'frozen' })
    expect(await confirm(redeemed)).toMatchObject({ status: 200 })
    expect(await stored(held)).toMatchObject({ state: 'revoked', endReason: 'superseded' })
  }, 60_000)

  it('keeps the hold when the unfreeze is rejected', async () => {
    const held = await issue()
    const byContact = await enterByContact(hall.server, held.form)
    await byContact.ask('POST', `${pathOf(held)}/freeze`, { reason: 'other', remark: '' })
    const { body } = await follow(byContact, held, { type: 'unfreeze', reason: 'frozenByMistake' })
    await approve(staff.reviewer, body.applicationNo)
    expect(await decide(staff.second, body.applicationNo, { decision: 'reject', rejectReason: 'identityNotProven' })).toMatchObject({
      status: 200,
      body: { state: 'rejected' },
    })
    expect(await stored(held)).toMatchObject({ state: 'frozen' })
  }, 60_000)

  it('reports a loss: frozen at once, revoked when approved, replaced', async () => {
    const held = await issue()
    const byContact = await enterByContact(hall.server, held.form)
    const { body } = await follow(byContact, held, { type: 'replace', reason: 'mediumLost' })
    expect(await stored(held)).toMatchObject({ state: 'frozen' })
    expect(await approve(staff.reviewer, body.applicationNo)).toMatchObject({ status: 200, body: { state: 'approved' } })
    expect(await stored(held)).toMatchObject({ state: 'revoked', endReason: 'keyCompromise' })
    expect(await confirm(await redeem(body.applicationNo))).toMatchObject({ status: 200 })
  }, 60_000)

  it('keeps the contact on record while an unfreeze is under way, whatever else is approved', async () => {
    const held = await issue()
    const byContact = await enterByContact(hall.server, held.form)
    await byContact.ask('POST', `${pathOf(held)}/freeze`, { reason: 'other', remark: '' })
    await follow(byContact, held, { type: 'unfreeze', reason: 'frozenByMistake' })
    const applicationNo = `A2026-${String(count + 100_000)}`
    await submitSample(hall, {
      applicationNo,
      projectId: 'tax',
      form: { ...held.form, contact: { ...held.form.contact, mobile: '13911112222' } },
    })
    expect(await approve(staff.reviewer, applicationNo)).toMatchObject({ status: 200 })
    const record = await hall.server.grounds.transaction(({ organizations }) => organizations.one(held.form.organization.orgCode))
    expect(record?.form.contact.mobile).toBe(held.form.contact.mobile)
  }, 60_000)

  it('ends a certificate for good only after showing the key once more, and completes at approval', async () => {
    const held = await issue()
    const visitor: HolderVisitor = await logInAsHolder(hall.server, held)
    offsetMs += 6 * 60_000
    expect((await follow(visitor, held, { type: 'revoke', reason: 'noLongerNeeded' })).body.code).toBe('auth.step-up-required')
    await stepUp(visitor)
    const { body } = await follow(visitor, held, { type: 'revoke', reason: 'noLongerNeeded' })
    offsetMs = 0
    expect(await approve(staff.reviewer, body.applicationNo)).toMatchObject({ status: 200, body: { state: 'completed' } })
    expect(await stored(held)).toMatchObject({ state: 'revoked', endReason: 'cessationOfOperation' })
    expect((await release(staff.issuer, body.applicationNo)).body.code).toBe('state.application')
  }, 60_000)

  it('may change nothing that the reason does not name', async () => {
    const held = await issue()
    const visitor = await logInAsHolder(hall.server, held)
    const { body } = await visitor.ask('POST', `${pathOf(held)}/follow-ups`, { type: 'renew', reason: 'other', remark: 'x' })
    const { body: draft } = await visitor.ask('GET', `/drafts/${body.draftId}`)
    await visitor.ask('PUT', `/drafts/${body.draftId}`, {
      version: draft.version,
      form: { ...draft.form, organization: { ...draft.form.organization, name: '别的单位' } },
    })
    const answer = await visitor.ask('POST', `/drafts/${body.draftId}/submit`, await submissionBody(visitor, body.draftId))
    expect(answer.body).toMatchObject({
      code: 'input.follow-up-fixed',
      issues: [{ field: 'organization.name', code: 'input.follow-up-fixed' }],
    })
  })
})

const renewalsBody = async (visitor: Applicant): Promise<object> => {
  const { body } = await visitor.ask('GET', '/consents')
  return {
    idempotencyKey: crypto.randomUUID(),
    declaration: true,
    language: 'zh',
    consents: body.map(({ consentId, version }: { consentId: string; version: string }) => ({ consentId, version })),
  }
}
