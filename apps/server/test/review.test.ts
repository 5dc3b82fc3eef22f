import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import {
  approve,
  decide,
  enrolStaffVisitor,
  openVisitor,
  readPasscode,
  release,
  type StaffVisitor,
  until,
} from '@certhall/testkit/desk-visitor'
import { type Hall, startHall, submitSample } from '@certhall/testkit/hall'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let hall: Hall
let reviewer: StaffVisitor
let second: StaffVisitor
let issuer: StaffVisitor
let auditor: StaffVisitor

beforeAll(async () => {
  hall = await startHall()
  reviewer = await enrolStaffVisitor(hall.server, hall.tokens['reviewer']?.[0] ?? '')
  second = await enrolStaffVisitor(hall.server, hall.tokens['reviewer']?.[1] ?? '')
  issuer = await enrolStaffVisitor(hall.server, hall.tokens['issuer']?.[0] ?? '')
  auditor = await enrolStaffVisitor(hall.server, hall.tokens['auditor']?.[0] ?? '')
})
afterAll(() => hall.drop())

const rows = async (statement: string) =>
  (await sql.raw(statement).execute(hall.server.grounds.database.kysely)).rows as Record<string, unknown>[]
const prepare = async (staff: StaffVisitor, no: string, wish: object) => {
  const { body: view } = await staff.get(`/desk/cases/${no}`)
  return staff.post(`/desk/cases/${no}/statements`, {
    version: view.version,
    decision: 'approve',
    rejectReason: null,
    returnedItems: [],
    remark: '',
    ...wish,
  })
}

describe('deciding', () => {
  it('refuses a case that is not there', async () => {
    expect((await reviewer.get('/desk/cases/A2026-999999')).body.code).toBe('missing.application')
  })

  it('refuses a version that is no longer the present one', async () => {
    await submitSample(hall, { applicationNo: 'A2026-000101' })
    expect((await prepare(reviewer, 'A2026-000101', { version: 77 })).body.code).toBe('state.conflict')
  })

  it('refuses reasons that do not belong to the decision', async () => {
    for (const wish of [
      { decision: 'reject' },
      { decision: 'return' },
      { decision: 'approve', rejectReason: 'duplicate' },
      { decision: 'return', returnedItems: [{ item: 'agent.shoeSize', reason: 'other', remark: '' }] },
    ])
      expect((await prepare(reviewer, 'A2026-000101', wish)).body.code).toBe('input.malformed')
  })

  it('refuses a text that differs from what would be prepared, and a wrong signature', async () => {
    const { body } = await prepare(reviewer, 'A2026-000101', {})
    const changed = canonicalJson({ ...JSON.parse(body.text), snapshotSha256: '0'.repeat(64) })
    const path = '/desk/cases/A2026-000101/decisions'
    expect((await reviewer.post(path, { text: changed, signature: reviewer.sign(changed) })).body.code).toBe('state.conflict')
    expect((await reviewer.post(path, { text: body.text, signature: second.sign(body.text) })).body.code).toBe('auth.signature-wrong')
    expect((await second.post(path, { text: body.text, signature: second.sign(body.text) })).body.code).toBe('state.conflict')
    const old = canonicalJson({ ...JSON.parse(body.text), preparedAtMs: 1 })
    expect((await reviewer.post(path, { text: old, signature: reviewer.sign(old) })).body).toMatchObject({
      code: 'state.conflict',
      detail: { reason: 'statement-old' },
    })
    expect(await rows(`select 1 from ra.decision where application_no = 'A2026-000101'`)).toEqual([])
  })

  it('refuses the reviewer who entered the case', async () => {
    await submitSample(hall, { applicationNo: 'A2026-000102', enteredBy: reviewer.personId })
    expect((await prepare(reviewer, 'A2026-000102', {})).body.code).toBe('policy.own-case')
    expect((await reviewer.get('/desk/cases/A2026-000102')).body.may).toMatchObject({ approve: false, whyNot: 'policy.own-case' })
    expect(await approve(second, 'A2026-000102')).toMatchObject({ status: 200 })
  })

  it('lets one of two reviewers decide and tells the other who it was', async () => {
    await submitSample(hall, { applicationNo: 'A2026-000103' })
    const [first, other] = [
      await prepare(reviewer, 'A2026-000103', {}),
      await prepare(second, 'A2026-000103', { decision: 'reject', rejectReason: 'duplicate' }),
    ]
    const path = '/desk/cases/A2026-000103/decisions'
    const answers = await Promise.all([
      reviewer.post(path, { text: first.body.text, signature: reviewer.sign(first.body.text) }),
      second.post(path, { text: other.body.text, signature: second.sign(other.body.text) }),
    ])
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, 409])
    const lost = answers.find((answer) => answer.status === 409)
    const winner = answers[0]?.status === 200 ? reviewer : second
    expect(lost?.body).toMatchObject({ code: 'state.decided', detail: { by: winner.name } })
    expect(await rows(`select 1 as one from ra.decision where application_no = 'A2026-000103'`)).toHaveLength(1)
  })

  it('answers the same decision sent twice with the same case', async () => {
    await submitSample(hall, { applicationNo: 'A2026-000104' })
    const { body } = await prepare(reviewer, 'A2026-000104', {})
    const send = () => reviewer.post('/desk/cases/A2026-000104/decisions', { text: body.text, signature: reviewer.sign(body.text) })
    expect([(await send()).status, (await send()).status]).toEqual([200, 200])
    expect(
      (await rows(`select type from ra.audit_event where application_no = 'A2026-000104' and type = 'application.approved'`)).length,
    ).toBe(1)
  })

  it('returns single items, and tells the applicant by mail and SMS', async () => {
    await submitSample(hall, { applicationNo: 'A2026-000105' })
    const answer = await decide(reviewer, 'A2026-000105', {
      decision: 'return',
      returnedItems: [{ item: 'document.businessLicence', reason: 'unreadable', remark: '请重新拍摄' }],
    })
    expect(answer.body).toMatchObject({
      state: 'returned',
      returnedItems: [{ item: 'document.businessLicence', reason: 'unreadable', remark: '请重新拍摄' }],
    })
    const told = await until(async () => {
      const { body } = await openVisitor(hall.server).get('/outbox')
      const mine = body.messages.filter((each: { applicationNo: string }) => each.applicationNo === 'A2026-000105')
      return mine.length === 2 ? (mine as { kind: string; channel: string }[]) : undefined
    })
    expect(told.map((each) => `${each.kind} ${each.channel}`).toSorted()).toEqual([
      'application-returned email',
      'application-returned sms',
    ])
  })
})

describe('looking', () => {
  it('masks private values, shows one with a reason to whoever may, and records it', async () => {
    await submitSample(hall, { applicationNo: 'A2026-000111' })
    const { body } = await reviewer.get('/desk/cases/A2026-000111')
    expect(JSON.stringify(body)).not.toContain('E12345678')
    expect((await issuer.post('/desk/cases/A2026-000111/reveal', { field: 'agent.idNumber', reason: '核对' })).body.code).toBe(
      'policy.role-missing',
    )
    expect((await reviewer.post('/desk/cases/A2026-000111/reveal', { field: 'agent.idNumber', reason: '' })).body.code).toBe(
      'input.malformed',
    )
    expect((await reviewer.post('/desk/cases/A2026-000111/reveal', { field: 'agent.idNumber', reason: '核对证件' })).body.value).toBe(
      'E12345678',
    )
    expect(
      await rows(`select detail->>'field' as field, detail->>'reason' as reason from ra.audit_event where type = 'field.revealed'`),
    ).toEqual([{ field: 'agent.idNumber', reason: '核对证件' }])
  })

  it('lists open cases by promise with who has them open, in pages', async () => {
    await second.get('/desk/cases/A2026-000111')
    const { body } = await reviewer.get('/desk/cases?list=open')
    const row = body.rows.find((each: { applicationNo: string }) => each.applicationNo === 'A2026-000111')
    expect(row).toMatchObject({ state: 'underReview', openedBy: second.name })
    expect((await reviewer.get('/desk/cases?cursor=nonsense')).body.code).toBe('input.malformed')
  })

  it('gives the next case that nobody has open', async () => {
    await submitSample(hall, { applicationNo: 'A2026-000112' })
    const taken = [
      (await reviewer.post('/desk/cases/next', {})).body.applicationNo,
      (await second.post('/desk/cases/next', {})).body.applicationNo,
    ]
    expect(new Set(taken).size).toBe(2)
  })
})

describe('releasing', () => {
  it('refuses a case that is not approved, and the reviewer of the case', async () => {
    await submitSample(hall, { applicationNo: 'A2026-000121' })
    expect((await release(issuer, 'A2026-000121')).body.code).toBe('state.application')
    await approve(reviewer, 'A2026-000121')
    await sql
      .raw(`update ra.person set roles = '{reviewer,issuer}' where person_id = '${reviewer.personId}'`)
      .execute(hall.server.grounds.database.kysely)
    expect((await release(reviewer, 'A2026-000121')).body.code).toBe('policy.same-person')
    await sql
      .raw(`update ra.person set roles = '{reviewer}' where person_id = '${reviewer.personId}'`)
      .execute(hall.server.grounds.database.kysely)
  })

  it('sends once; sending again needs a reason, voids the code that lives and makes another', async () => {
    expect((await release(issuer, 'A2026-000121')).status).toBe(200)
    const visitor = openVisitor(hall.server)
    const first = await readPasscode(visitor, 'A2026-000121')
    await until(async () => ((await visitor.post('/passcodes/check', { passcode: first })).status === 200 ? true : undefined))
    expect((await release(issuer, 'A2026-000121')).body.code).toBe('state.release-exists')
    expect((await release(issuer, 'A2026-000121', '客户没有收到')).status).toBe(200)
    const next = await readPasscode(visitor, 'A2026-000121', [first])
    await until(async () => ((await visitor.post('/passcodes/check', { passcode: next })).status === 200 ? true : undefined))
    expect((await visitor.post('/passcodes/check', { passcode: first })).body.code).toBe('state.passcode-voided')
    const { body } = await issuer.get('/desk/deliveries?list=sent')
    expect(body.rows.find((row: { applicationNo: string }) => row.applicationNo === 'A2026-000121')).toMatchObject({
      passcode: { state: 'delivered' },
      target: '138****8000',
      may: { release: false, resend: true },
    })
  })

  it('keeps codes out of the database, the record and every notice', async () => {
    const { body } = await openVisitor(hall.server).get('/outbox')
    const messages = body.messages as { kind: string; body: string; codes: string[] }[]
    const codes = messages.filter((each) => each.kind === 'passcode').flatMap((each) => each.codes)
    expect(codes.length).toBeGreaterThan(0)
    const elsewhere = JSON.stringify([
      messages.filter((each) => each.kind !== 'passcode'),
      await rows('select * from ra.audit_event'),
      await rows('select * from ra.passcode'),
      await rows('select * from ra.notice'),
      await rows('select * from pgboss.job'),
    ])
    for (const code of codes) for (const form of [code, code.replaceAll('-', ''), code.slice(5)]) expect(elsewhere).not.toContain(form)
  })
})

describe('the record', () => {
  it('chains every event within a second or two and shows it to the auditor', async () => {
    // Rows and state are two readings, and the sequencer may work between them.
    const chain = await until(async () => {
      const { body } = await auditor.get('/desk/audit')
      const seen = body as { rows: { sequence: number | null; hash: string | null }[]; chain: { count: number; waiting: number } }
      return seen.chain.waiting === 0 && seen.rows.every((row) => row.sequence !== null && row.hash !== null) ? seen : undefined
    })
    expect(chain.chain.count).toBeGreaterThan(20)
  })
})
