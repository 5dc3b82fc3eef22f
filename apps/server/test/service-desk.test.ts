/** Customer service by HTTP: finds a certificate, freezes it on the phone, sees no form. */
import { generateKeyPairSync } from 'node:crypto'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { fromBase64 } from '@certhall/kernel/bytes'
import { systemClock } from '@certhall/kernel/clock'
import {
  approve,
  csrOf,
  enrolStaffVisitor,
  logInStaff,
  openVisitor,
  readPasscode,
  release,
  sha256,
  signStatement,
  type StaffVisitor,
  until,
  type Visitor,
} from '@certhall/testkit/desk-visitor'
import { type Hall, startHall, submitSample } from '@certhall/testkit/hall'
import { sampleForm } from '@certhall/testkit/sample-form'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let hall: Hall
let reviewer: StaffVisitor
let issuer: StaffVisitor
let service: StaffVisitor
let visitor: Visitor
let offsetMs = 0
let held: { authorityId: string; serialNumber: string }

beforeAll(async () => {
  hall = await startHall({ clock: { nowMs: () => systemClock.nowMs() + offsetMs } })
  const enrol = (role: string) => enrolStaffVisitor(hall.server, hall.tokens[role]?.[0] ?? '')
  ;[reviewer, issuer, service] = [await enrol('reviewer'), await enrol('issuer'), await enrol('customerService')]
  visitor = openVisitor(hall.server)
  held = await download('A2026-000401', true)
}, 120_000)
afterAll(() => hall.drop())

const download = async (applicationNo: string, isConfirmed: boolean): Promise<typeof held> => {
  await submitSample(hall, { applicationNo })
  await approve(reviewer, applicationNo)
  await release(issuer, applicationNo)
  const passcode = await readPasscode(visitor, applicationNo)
  await until(async () => ((await visitor.post('/passcodes/check', { passcode })).status === 200 ? true : undefined))
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const { body } = await visitor.post('/passcodes/redeem', { passcode, csr: await csrOf(key) })
  const text = canonicalJson({
    format: 'certhall.install-confirmation.v1',
    serialNumber: body.serialNumber,
    certificateSha256: sha256(fromBase64(body.certificate)),
  })
  if (isConfirmed) await visitor.post('/passcodes/confirm', { passcode, text, signature: signStatement(key, text) })
  return body
}

const call = { reason: 'mediumLost', remark: '', callerName: '王五', callBackNumber: '020-88886666' }
const freeze = (who: Visitor, change: object = {}, { authorityId, serialNumber } = held) =>
  who.post(`/desk/certificates/${authorityId}/${serialNumber}/freeze`, { ...call, ...change })
const find = async (query: string) => (await service.get(`/desk/certificates?query=${encodeURIComponent(query)}`)).body

describe('customer service', () => {
  it('sees no case, no form and no paper', async () => {
    for (const path of [
      '/desk/cases',
      '/desk/cases/A2026-000401',
      '/desk/cases/A2026-000401/documents/00000000-0000-4000-8000-000000000000',
      '/desk/audit',
      '/desk/deliveries',
    ])
      expect((await service.get(path)).body.code, path).toBe('policy.role-missing')
    expect((await service.post('/desk/cases/A2026-000401/reveal', { field: 'agent.mobile', reason: 'asked' })).body.code).toBe(
      'policy.role-missing',
    )
  })

  it('freezes nothing without knowing who called, and nothing that is not there', async () => {
    expect((await freeze(service, { callerName: '' })).status).toBe(422)
    expect((await freeze(service, { callBackNumber: 'none' })).status).toBe(422)
    expect((await freeze(service, { reason: 'boredom' })).status).toBe(422)
    expect((await freeze(service, {}, { ...held, serialNumber: '00'.repeat(19) })).body.code).toBe('missing.certificate')
    expect((await freeze(reviewer)).body.code).toBe('policy.role-missing')
    expect((await freeze(visitor)).body.code).toBe('auth.login-required')
    expect((await find('A2026-000401')).rows).toMatchObject([{ state: 'valid' }])
  })

  it('finds a certificate by code, serial number, application and the beginning of the name', async () => {
    const { organization } = sampleForm(401)
    const found = {
      rows: [
        {
          serialNumber: held.serialNumber,
          applicationNo: 'A2026-000401',
          orgCode: organization.orgCode,
          state: 'valid',
          may: { freeze: null },
        },
      ],
      isCut: false,
    }
    for (const query of [
      organization.orgCode,
      organization.uscc,
      held.serialNumber,
      held.serialNumber.toUpperCase(),
      'a2026-000401',
      organization.name.slice(0, 4),
    ])
      expect(await find(query), query).toMatchObject(found)
    for (const query of ['%%', '__', 'CN=', "'; select", organization.name.slice(2)]) expect((await find(query)).rows, query).toEqual([])
    expect(Object.keys((await find(held.serialNumber)).rows[0])).not.toContain('contact')
  })

  it('freezes at once for whoever calls, and writes down who that was', async () => {
    const frozen = await freeze(service)
    expect(frozen).toMatchObject({
      status: 200,
      body: { serialNumber: held.serialNumber, state: 'frozen', may: { freeze: 'state.certificate-frozen' } },
    })
    expect((await freeze(service)).body.frozenAt).toBe(frozen.body.frozenAt)
    const { rows } = await sql<{ actor_name: string; role: string | null; detail: object }>`
      select actor_name, role, detail from ra.audit_event where type = 'certificate.frozen'`.execute(hall.server.grounds.database.kysely)
    expect(rows).toMatchObject([
      { actor_name: service.name, role: 'customerService', detail: { reason: 'mediumLost', caller: '王五 020-88886666' } },
    ])
  })

  it('sees who has not installed a certificate for three days', async () => {
    const late = await download('A2026-000402', false)
    expect((await service.get('/desk/certificates/overdue')).body).toEqual({ rows: [], isCut: false })
    offsetMs = 73 * 3_600_000
    // Three days later the session has ended: the same person logs in anew.
    await logInStaff(service)
    expect((await service.get('/desk/certificates/overdue')).body.rows).toMatchObject([
      { serialNumber: late.serialNumber, confirmedAt: null, state: 'valid' },
    ])
    expect((await freeze(service, {}, late)).status).toBe(200)
    expect((await service.get('/desk/certificates/overdue')).body.rows).toMatchObject([
      { serialNumber: late.serialNumber, confirmedAt: null, state: 'frozen' },
    ])
  })
})
