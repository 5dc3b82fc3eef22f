/** `certhall staff` as an operator runs it, against a hall with a real signer. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import type { StaffListing } from '@certhall/contract/signer/other'
import {
  approve,
  enrolStaffVisitor,
  logInStaff,
  openVisitor,
  readPasscode,
  release,
  type StaffVisitor,
} from '@certhall/testkit/desk-visitor'
import { type Hall, startHall, submitSample } from '@certhall/testkit/hall'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signerAdmin } from '../signer-admin.ts'

let hall: Hall
let reviewer: StaffVisitor
let second: StaffVisitor
let issuer: StaffVisitor

beforeAll(async () => {
  hall = await startHall()
  reviewer = await enrolStaffVisitor(hall.server, hall.tokens['reviewer']?.[0] ?? '')
  second = await enrolStaffVisitor(hall.server, hall.tokens['reviewer']?.[1] ?? '')
  issuer = await enrolStaffVisitor(hall.server, hall.tokens['issuer']?.[0] ?? '')
})
afterAll(() => hall.drop())

interface Said {
  readonly code: number
  readonly out: string
  readonly error: string
}

const certhall = (...words: string[]): Promise<Said> =>
  new Promise((resolve) => {
    const env = {
      PATH: process.env['PATH'] ?? '',
      LANG: 'zh_CN.UTF-8',
      CERTHALL_DATA: hall.dataDirectory,
      CERTHALL_RUN_DIR: join(hall.dataDirectory, 'run'),
      CERTHALL_DATABASE_URL: hall.databaseUrl,
    }
    execFile(process.execPath, [join(import.meta.dirname, '../main.ts'), 'staff', ...words], { env }, (error, out, errors) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, error: errors }),
    )
  })
const people = async (): Promise<StaffListing['people']> => JSON.parse((await certhall('list', '--json')).out) as StaffListing['people']
const rows = async (statement: string) =>
  (await sql.raw(statement).execute(hall.server.grounds.database.kysely)).rows as Record<string, unknown>[]
const disabledEvents = (personId: string) =>
  rows(
    `select actor_kind, detail->>'reason' as reason from ra.audit_event where type = 'staff.disabled' and detail->>'personId' = '${personId}' order by occurred_at`,
  )
const invited = async (name: string, role: string): Promise<{ readonly personId: string; readonly token: string }> =>
  JSON.parse((await certhall('invite', '--name', name, '--role', role, '--json')).out) as { personId: string; token: string }

describe('staff disable', () => {
  it('refuses somebody unknown, an unknown reason, and the only issuer, in the words of the terminal', async () => {
    expect(await certhall('disable', '00000000-0000-4000-8000-000000000000')).toMatchObject({
      code: 66,
      error: expect.stringContaining('没有找到此人'),
    })
    expect(await certhall('disable', 'somebody')).toMatchObject({ code: 66 })
    expect(await certhall('disable', reviewer.personId, '--reason', 'superseded')).toMatchObject({
      code: 64,
      error: expect.stringContaining('keyCompromise'),
    })
    const refused = await certhall('disable', issuer.personId)
    expect(refused).toMatchObject({ code: 77, error: expect.stringContaining('[policy.last-of-role]') })
    expect(refused.error).toContain('--force')
    expect((await issuer.get('/desk/session')).status).toBe(200)
  })

  it('ends sessions and login at once, voids open links, and is told twice but recorded once', async () => {
    await submitSample(hall, { applicationNo: 'A2026-000201' })
    expect((await approve(second, 'A2026-000201')).status).toBe(200)
    expect((await release(issuer, 'A2026-000201')).status).toBe(200)
    const passcode = await readPasscode(openVisitor(hall.server), 'A2026-000201')
    const link = JSON.parse(
      (await certhall('invite', '--name', second.name, '--role', 'reviewer', '--person', second.personId, '--json')).out,
    ) as { token: string }
    expect(await certhall('disable', second.personId)).toMatchObject({ code: 0, out: expect.stringContaining('已停用') })
    expect((await second.get('/desk/session')).body.code).toBe('auth.login-required')
    expect((await logInStaff(second)).body.code).toBe('auth.login-refused')
    expect((await openVisitor(hall.server).post('/desk/enrolments/question', { token: link.token })).body.code).toBe(
      'auth.enrolment-refused',
    )
    expect(await rows(`select 1 from ra.session where person_id = '${second.personId}'`)).toEqual([])
    expect((await openVisitor(hall.server).post('/passcodes/check', { passcode })).status).toBe(200)
    expect(await certhall('disable', second.personId)).toMatchObject({ code: 0, out: expect.stringContaining('此前已停用') })
    expect(await disabledEvents(second.personId)).toEqual([{ actor_kind: 'operator', reason: 'cessationOfOperation' }])
    expect((await people()).find(({ personId }) => personId === second.personId)).toMatchObject({
      isAble: false,
      disabled: { reason: 'cessationOfOperation' },
    })
  })

  it('told of a compromise later, records it and names the cases that stand on their word', async () => {
    const { out } = await certhall('disable', second.personId, '--reason', 'keyCompromise', '--json')
    expect(JSON.parse(out)).toMatchObject({
      isNew: true,
      person: { reason: 'keyCompromise' },
      openCases: { decided: ['A2026-000201'], released: [] },
    })
    expect((await disabledEvents(second.personId)).map(({ reason }) => reason)).toEqual(['cessationOfOperation', 'keyCompromise'])
  })

  it('completes what broke off between signer and hall', async () => {
    const { token } = await invited('第三审核', 'reviewer')
    const third = await enrolStaffVisitor(hall.server, token)
    await signerAdmin(join(hall.dataDirectory, 'run')).disable({
      personId: third.personId,
      reason: 'cessationOfOperation',
      isForced: false,
    })
    expect((await third.get('/desk/session')).status).toBe(200)
    expect((await certhall('disable', third.personId)).code).toBe(0)
    expect((await third.get('/desk/session')).body.code).toBe('auth.login-required')
    expect(await disabledEvents(third.personId)).toHaveLength(1)
  })

  it('keeps somebody out whose enrolment reaches the hall only afterwards', async () => {
    const { personId } = await invited('迟到者', 'reviewer')
    expect((await certhall('disable', personId)).code).toBe(0)
    const person = { personId, name: '迟到者', roles: ['reviewer'], disabledAtMs: null } as const
    const { transaction, clock } = hall.server.grounds
    await transaction(({ staff }) =>
      staff.keepEnrolment({
        person,
        certificateSha256: 'ab'.repeat(32),
        der: new Uint8Array(1),
        notAfterMs: clock.nowMs() + 1e9,
        atMs: clock.nowMs(),
      }),
    )
    expect((await transaction(({ staff }) => staff.certificate('ab'.repeat(32))))?.person.disabledAtMs).not.toBeNull()
  })

  it('goes through by force, and the hall says that nobody is left', async () => {
    expect((await certhall('disable', issuer.personId, '--force')).code).toBe(0)
    expect((await people()).filter(({ roles, isAble }) => roles.includes('issuer') && isAble)).toEqual([])
  })
})
