import { type Applicant, samplePdf, submissionBody } from '@certhall/testkit/applicant-visitor'
import { approve, decide, enrolStaffVisitor, type StaffVisitor } from '@certhall/testkit/desk-visitor'
import { type Hall, startHall, submitSample } from '@certhall/testkit/hall'
import { enterByContact, issueSoftCertificate, logInAsHolder, type SoftCertificate } from '@certhall/testkit/holder-visitor'
import { sampleForm } from '@certhall/testkit/sample-form'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let hall: Hall
let staff: { reviewer: StaffVisitor; second: StaffVisitor; issuer: StaffVisitor }
let count = 600

beforeAll(async () => {
  hall = await startHall()
  const [one = '', two = ''] = hall.tokens['reviewer'] ?? []
  staff = {
    reviewer: await enrolStaffVisitor(hall.server, one),
    second: await enrolStaffVisitor(hall.server, two),
    issuer: await enrolStaffVisitor(hall.server, hall.tokens['issuer']?.[0] ?? ''),
  }
})
afterAll(() => hall.drop())

/** Each an organisation of its own, whose contact nobody else has. */
const issue = (): Promise<SoftCertificate> => {
  count += 1
  const form = sampleForm(count, { contact: { ...sampleForm().contact, mobile: `13900000${count}`, email: `case${count}@example.cn` } })
  return issueSoftCertificate(hall, staff, { applicationNo: `A2026-${String(count).padStart(6, '0')}`, form })
}
const pathOf = ({ authorityId, serialNumber }: SoftCertificate): string => `/certificates/${authorityId}/${serialNumber}`

/** Opens a follow-up, changes what is to be changed, hands in its papers and submits it; gives its number. */
const follow = async (
  visitor: Applicant,
  held: SoftCertificate,
  wish: object,
  changes: Readonly<Record<string, object>> = {},
): Promise<string> => {
  const { body: opened } = await visitor.ask('POST', `${pathOf(held)}/follow-ups`, { remark: '', ...wish })
  const { draftId } = opened
  const { body: draft } = await visitor.ask('GET', `/drafts/${draftId}`)
  const form = Object.fromEntries(
    Object.entries(draft.form as Record<string, object>).map(([group, fields]) => [group, { ...fields, ...changes[group] }]),
  )
  if (Object.keys(changes).length > 0) await visitor.ask('PUT', `/drafts/${draftId}`, { version: draft.version, form })
  for (const kind of draft.followUp.papers) await visitor.upload(`/drafts/${draftId}/documents`, kind, samplePdf)
  const { status, body } = await visitor.ask('POST', `/drafts/${draftId}/submit`, await submissionBody(visitor, draftId))
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body.applicationNo
}
const checksOf = (view: { checks: { check: string; outcome: string }[] }) =>
  Object.fromEntries(view.checks.map(({ check, outcome }) => [check, outcome]))
const caseOf = async (person: StaffVisitor, applicationNo: string) => (await person.get(`/desk/cases/${applicationNo}`)).body

describe('a case on a certificate', () => {
  it('shows what is asked for which certificate, what differs and what approving does, with the papers of its reason', async () => {
    const held = await issue()
    const visitor = await logInAsHolder(hall.server, held)
    const applicationNo = await follow(
      visitor,
      held,
      { type: 'change', reason: 'subjectChanged' },
      { organization: { address: '新地址 9 号' }, agent: { name: '新经办' } },
    )
    const view = await caseOf(staff.reviewer, applicationNo)
    expect(view).toMatchObject({
      applicationType: 'change',
      approvals: { needed: 1, given: [] },
      followUp: {
        reason: 'subjectChanged',
        shownBy: 'certificate',
        target: { serialNumber: held.serialNumber, state: 'valid', endsAt: null },
        papers: ['applicationForm', 'changeProof'],
        differences: [
          { field: 'organization.address', recorded: held.form.organization.address, asked: '新地址 9 号', isAllowed: true },
          { field: 'agent.name', recorded: held.form.agent.name, asked: '新经办', isAllowed: true },
        ],
        effect: { targetEnd: 'confirmation', makesCertificate: true, revocationReason: 'affiliationChanged', frozenAtOnce: false },
      },
    })
    expect(checksOf(view)).toMatchObject({
      papersComplete: 'pass',
      targetFits: 'pass',
      onlyAllowedChanges: 'pass',
      certificateShown: 'pass',
    })
    expect(Object.keys(checksOf(view))).not.toContain('liveCertificates')
  }, 60_000)

  it('keeps private numbers masked on both sides of a difference, before and after it is decided', async () => {
    const held = await issue()
    const visitor = await logInAsHolder(hall.server, held)
    const applicationNo = await follow(visitor, held, { type: 'change', reason: 'agentChanged' }, { agent: { mobile: '13712345678' } })
    const differences = [{ field: 'agent.mobile', asked: '137****5678', isAllowed: true }]
    expect((await caseOf(staff.reviewer, applicationNo)).followUp).toMatchObject({ differences })
    expect((await approve(staff.reviewer, applicationNo)).body).toMatchObject({ state: 'completed', followUp: { differences } })
  }, 60_000)

  it('is found by its type, and warns of what was shown by a code to the contact alone', async () => {
    const held = await issue()
    const applicationNo = await follow(await enterByContact(hall.server, held.form), held, {
      type: 'revoke',
      reason: 'other',
      remark: '不再投标',
    })
    await submitSample(hall, { applicationNo: 'A2026-000699' })
    const listed = async (query: string) =>
      ((await staff.reviewer.get(`/desk/cases?list=open&${query}`)).body.rows as { applicationNo: string; applicationType: string }[]).map(
        (row) => `${row.applicationNo} ${row.applicationType}`,
      )
    expect(await listed('type=revoke')).toEqual([`${applicationNo} revoke`])
    expect(await listed('type=new')).toContain('A2026-000699 new')
    expect(await listed('type=new')).not.toContain(`${applicationNo} revoke`)
    expect((await staff.reviewer.get('/desk/cases?type=loan')).body.code).toBe('input.malformed')
    const view = await caseOf(staff.reviewer, applicationNo)
    expect(view).toMatchObject({ followUp: { shownBy: 'contact', remark: '不再投标' } })
    expect(checksOf(view)).toMatchObject({ certificateShown: 'warn' })
  }, 60_000)

  it('that its approval completes is never among what is to be sent or was sent', async () => {
    const held = await issue()
    const applicationNo = await follow(await enterByContact(hall.server, held.form), held, { type: 'revoke', reason: 'noLongerNeeded' })
    expect((await approve(staff.reviewer, applicationNo)).body).toMatchObject({
      state: 'completed',
      followUp: { target: { state: 'revoked' } },
    })
    for (const list of ['toSend', 'sent', 'all']) {
      const { body } = await staff.issuer.get(`/desk/deliveries?list=${list}`)
      expect((body.rows as { applicationNo: string }[]).map((row) => row.applicationNo)).not.toContain(applicationNo)
    }
  }, 60_000)
})

describe('an unfreeze at the desk', () => {
  it('waits for a second reviewer, says who was first, and has both of them sign type, reason and certificate', async () => {
    const held = await issue()
    const byContact = await enterByContact(hall.server, held.form)
    await byContact.ask('POST', `${pathOf(held)}/freeze`, { reason: 'other', remark: '' })
    const applicationNo = await follow(byContact, held, { type: 'unfreeze', reason: 'mediumFound' })
    expect((await approve(staff.reviewer, applicationNo)).body).toMatchObject({
      state: 'underReview',
      approvals: { needed: 2, given: [{ by: staff.reviewer.name, isMine: true }] },
      may: { approve: false, whyNot: 'state.decided' },
      followUp: { target: { state: 'frozen' } },
    })
    const view = await caseOf(staff.second, applicationNo)
    expect(view).toMatchObject({ approvals: { given: [{ by: staff.reviewer.name, isMine: false }] }, may: { approve: true } })
    const { body } = await staff.second.post(`/desk/cases/${applicationNo}/statements`, {
      version: view.version,
      decision: 'approve',
      rejectReason: null,
      returnedItems: [],
      remark: '',
    })
    expect(JSON.parse(body.text)).toMatchObject({
      followUp: { type: 'unfreeze', reason: 'mediumFound', target: { serialNumber: held.serialNumber, authorityId: held.authorityId } },
    })
    expect(
      (await byContact.ask('GET', `/applications/${applicationNo}`)).body.timeline.map(({ event }: { event: string }) => event),
    ).toEqual(['submitted', 'reviewStarted', 'firstApproved'])
  }, 60_000)
})

describe('the progress of a follow-up', () => {
  it('tells what was asked and what becomes of the certificate; withdrawing leaves it as it is', async () => {
    const held = await issue()
    const visitor = await logInAsHolder(hall.server, held)
    const applicationNo = await follow(visitor, held, { type: 'renew', reason: 'other', remark: '试用' })
    const { body } = await visitor.ask('GET', `/applications/${applicationNo}`)
    expect(body).toMatchObject({
      applicationType: 'renew',
      followUp: {
        reason: 'other',
        remark: '试用',
        target: { serialNumber: held.serialNumber, state: 'valid' },
        targetEnd: 'confirmation',
        makesCertificate: true,
        approvalsNeeded: 1,
      },
    })
    expect((await visitor.ask('POST', `/applications/${applicationNo}/withdraw`, { revision: 1 })).body).toMatchObject({
      state: 'withdrawn',
      followUp: { target: { state: 'valid' } },
    })
  }, 60_000)

  it('says that a freeze stopped it, not that somebody withdrew it', async () => {
    const held = await issue()
    const visitor = await logInAsHolder(hall.server, held)
    const applicationNo = await follow(visitor, held, { type: 'renew', reason: 'other', remark: '试用' })
    await visitor.ask('POST', `${pathOf(held)}/freeze`, { reason: 'suspicious', remark: '' })
    await visitor.ask('GET', '/holder/session')
    const { body } = await visitor.ask('GET', `/applications/${applicationNo}`)
    expect(body).toMatchObject({ state: 'withdrawn', followUp: { target: { state: 'frozen' } } })
    expect(body.timeline.at(-1)).toMatchObject({ event: 'stopped' })
  }, 60_000)
})

describe('the correction of a follow-up', () => {
  it('refuses another value in a field that the reason fixes, and takes a better paper', async () => {
    const held = await issue()
    const visitor = await logInAsHolder(hall.server, held)
    const applicationNo = await follow(visitor, held, { type: 'renew', reason: 'mediumChanged' })
    const returnedItems = [
      { item: 'organization.name', reason: 'mismatch', remark: '' },
      { item: 'document.applicationForm', reason: 'sealMissing', remark: '' },
    ]
    expect((await decide(staff.reviewer, applicationNo, { decision: 'return', returnedItems })).body).toMatchObject({ state: 'returned' })
    await visitor.upload(`/applications/${applicationNo}/documents`, 'applicationForm', samplePdf)
    const correct = (name: string) =>
      visitor.ask('POST', `/applications/${applicationNo}/corrections`, {
        idempotencyKey: crypto.randomUUID(),
        revision: 1,
        form: { organization: { name } },
      })
    expect((await correct('别的单位')).body).toMatchObject({
      code: 'input.follow-up-fixed',
      issues: [{ field: 'organization.name', code: 'input.follow-up-fixed' }],
    })
    expect((await correct(held.form.organization.name)).body).toMatchObject({ state: 'submitted', revision: 2 })
    expect(checksOf(await caseOf(staff.reviewer, applicationNo))).toMatchObject({ papersComplete: 'pass', onlyAllowedChanges: 'pass' })
  }, 60_000)
})
