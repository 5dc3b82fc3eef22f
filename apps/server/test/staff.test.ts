import { generateKeyPairSync } from 'node:crypto'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { csrOf, enrolStaffVisitor, logInStaff, openVisitor, signStatement, type StaffVisitor } from '@certhall/testkit/desk-visitor'
import { type Hall, startHall } from '@certhall/testkit/hall'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let hall: Hall
let reviewer: StaffVisitor

beforeAll(async () => {
  hall = await startHall()
  reviewer = await enrolStaffVisitor(hall.server, hall.tokens['reviewer']?.[0] ?? '')
})
afterAll(() => hall.drop())

const execute = (statement: string) => sql.raw(statement).execute(hall.server.grounds.database.kysely)
const refusals = async () =>
  (await execute(`select detail->>'reason' as reason from ra.audit_event where type = 'staff.login-refused' order by occurred_at`))
    .rows as { reason: string }[]

describe('enrolment', () => {
  it('refuses an unknown token and a used one with the same words', async () => {
    const visitor = openVisitor(hall.server)
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const csr = await csrOf(privateKey)
    const unknown = await visitor.post('/desk/enrolments', { token: 'x'.repeat(43), csr })
    const used = await visitor.post('/desk/enrolments', { token: hall.tokens['reviewer']?.[0] ?? '', csr })
    expect([unknown.body.code, used.body.code]).toEqual(['auth.enrolment-refused', 'auth.enrolment-refused'])
  })

  it('tells whom a link invites', async () => {
    const answer = await openVisitor(hall.server).post('/desk/enrolments/question', { token: hall.tokens['auditor']?.[0] ?? '' })
    expect(answer).toMatchObject({ status: 200, body: { roles: ['auditor'] } })
  })
})

describe('login', () => {
  it('refuses a nonce that was never given', async () => {
    expect((await logInStaff(reviewer, { nonce: 'A'.repeat(43) })).body.code).toBe('auth.challenge-expired')
  })

  it('refuses a statement for another origin', async () => {
    expect((await logInStaff(reviewer, { origin: 'https://evil.example' })).body.code).toBe('auth.login-refused')
  })

  it('refuses the signature of another key', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    expect((await logInStaff(reviewer, { signature: signStatement(privateKey, 'x') })).body.code).toBe('auth.login-refused')
  })

  it('refuses a challenge that was used', async () => {
    const { body: challenge } = await reviewer.post('/desk/login/challenge', {})
    const text = canonicalJson({
      format: 'certhall.staff-login.v1',
      origin: challenge.origin,
      nonce: challenge.nonce,
      certificateSha256: reviewer.certificateSha256,
    })
    const request = { text, signature: reviewer.sign(text), certificate: reviewer.certificate }
    const first = await openVisitor(hall.server).post('/desk/login', request)
    const second = await openVisitor(hall.server).post('/desk/login', request)
    expect([first.status, second.body.code]).toEqual([200, 'auth.challenge-expired'])
  })

  it('refuses a text that is not canonical', async () => {
    const { body: challenge } = await reviewer.post('/desk/login/challenge', {})
    const text = JSON.stringify({
      format: 'certhall.staff-login.v1',
      origin: challenge.origin,
      nonce: challenge.nonce,
      certificateSha256: reviewer.certificateSha256,
    })
    expect(
      (await reviewer.post('/desk/login', { text, signature: reviewer.sign(text), certificate: reviewer.certificate })).body.code,
    ).toBe('auth.signature-wrong')
  })

  it('refuses an ended certificate and a disabled person, and ends their open session with the next request', async () => {
    const other = await enrolStaffVisitor(hall.server, hall.tokens['reviewer']?.[1] ?? '')
    expect((await other.get('/desk/session')).status).toBe(200)
    await execute(`update ra.person set disabled_at = '2026-01-01' where person_id = '${other.personId}'`)
    expect((await other.get('/desk/session')).body.code).toBe('auth.login-required')
    expect((await logInStaff(other)).body.code).toBe('auth.login-refused')
    await execute(`update ra.person set disabled_at = null where person_id = '${other.personId}'`)
    await execute(`update ra.staff_certificate set ended_at = '2026-01-01' where person_id = '${other.personId}'`)
    expect((await logInStaff(other)).body.code).toBe('auth.login-refused')
  })

  it('records every refusal with its reason, which the caller does not hear', async () => {
    expect((await refusals()).map((row) => row.reason)).toEqual(
      expect.arrayContaining(['challenge', 'origin', 'signature', 'certificate-ended']),
    )
  })

  it('gives a new session id, and ends it at logout', async () => {
    const person = await logInStaff(reviewer)
    expect(person).toMatchObject({ status: 200, body: { name: reviewer.name, roles: ['reviewer'] } })
    expect((await reviewer.post('/desk/logout', {})).status).toBe(200)
    expect((await reviewer.get('/desk/session')).body.code).toBe('auth.login-required')
    await logInStaff(reviewer)
  })
})

describe('roles', () => {
  it('keep the reviewer away from deliveries and the record, the auditor from decisions', async () => {
    const auditor = await enrolStaffVisitor(hall.server, hall.tokens['auditor']?.[0] ?? '')
    expect((await reviewer.get('/desk/deliveries')).body.code).toBe('policy.role-missing')
    expect((await reviewer.get('/desk/audit')).body.code).toBe('policy.role-missing')
    expect((await auditor.post('/desk/cases/next', {})).body.code).toBe('policy.role-missing')
    expect((await auditor.get('/desk/audit')).status).toBe(200)
    expect((await openVisitor(hall.server).get('/desk/cases')).body.code).toBe('auth.login-required')
  })
})
