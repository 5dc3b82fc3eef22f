import { silentLog } from '@certhall/kernel/log'
import { testDatabase, type TestDatabase } from '@certhall/testkit/test-database'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registrationMigrations } from '../migrations/ra/index.ts'
import { type Database, openDatabase } from '../transaction.ts'
import type { RegistrationSchema } from './schema.ts'
import { removeSpent } from './sweep.ts'

const nowMs = Date.parse('2026-11-23T02:00:00Z')
let database: TestDatabase
let opened: Database<RegistrationSchema>

beforeAll(async () => {
  database = await testDatabase(registrationMigrations, { schema: 'ra' })
  opened = openDatabase<RegistrationSchema>(database.url, { max: 2, log: silentLog })
})
afterAll(async () => {
  await opened.close()
  await database.drop()
})

describe('the sweep', () => {
  it('keeps what still serves and removes what has served its time', async () => {
    for (const [index, at] of [new Date(nowMs - 1), new Date(nowMs + 60_000)].entries()) {
      const digest = new Uint8Array(32).fill(index)
      await opened.kysely
        .insertInto('ra.session')
        .values({ sid_sha256: digest, kind: 'hall', content: '{}', person_id: null, created_at: at, expires_at: at })
        .execute()
      await opened.kysely.insertInto('ra.captcha_used').values({ challenge_sha256: digest, expires_at: at }).execute()
      await opened.kysely
        .insertInto('ra.login_challenge')
        .values({ nonce_sha256: digest, origin: 'o', expires_at: at, used_at: null })
        .execute()
      await opened.kysely
        .insertInto('ra.rate_limit')
        .values({ key: String(index), points: 1, expire: at.getTime() })
        .execute()
    }
    await removeSpent(opened.kysely, nowMs)
    for (const table of ['ra.session', 'ra.captcha_used', 'ra.login_challenge', 'ra.rate_limit'] as const)
      expect(await opened.kysely.selectFrom(table).selectAll().execute()).toHaveLength(1)
  })
})

const dayMs = 86_400_000
const addReminded = async (serial: string, state: string, endedAtMs: number | null): Promise<void> => {
  await opened.pool.query(
    `insert into ra.certificate (authority_id, serial_number, application_no, passcode_id, org_code, project_id, certificate_type, medium, state, subject, spki_sha256,
       not_before, not_after, stored_at, ended_at, certificate_sha256)
     values ('a', $1, 'A', gen_random_uuid(), 'o', 'p', 'organization', 'p12', $2, 's', 's', $3, $3, $3, $4, $1::bytea::text)`,
    [Buffer.from(serial, 'hex'), state, new Date(nowMs - 100 * dayMs), endedAtMs === null ? null : new Date(endedAtMs)],
  )
  await opened.pool.query(`insert into ra.reminder values ('a', $1, 30, $2)`, [Buffer.from(serial, 'hex'), new Date(nowMs - 60 * dayMs)])
}

describe('the sweep of what was told', () => {
  it('keeps the marks of certificates that live or ended lately', async () => {
    await addReminded('01', 'valid', null)
    await addReminded('02', 'frozen', null)
    await addReminded('03', 'expired', nowMs - 30 * dayMs + 1)
    await addReminded('04', 'revoked', nowMs - 30 * dayMs)
    await removeSpent(opened.kysely, nowMs)
    const { rows } = await opened.pool.query<{ serial: string }>(
      `select encode(serial_number, 'hex') as serial from ra.reminder order by serial_number`,
    )
    expect(rows.map(({ serial }) => serial)).toEqual(['01', '02', '03'])
  })

  it('keeps what waits however old it is, what was taken for 30 days and what was given up for 90', async () => {
    await opened.pool.query(`insert into ra.webhook values (gen_random_uuid(), 'p', 'https://receiver.example/', '\\x00', now(), null)`)
    for (const [state, days] of [
      ['queued', 400],
      ['retrying', 400],
      ['sent', 29],
      ['sent', 30],
      ['failed', 89],
      ['failed', 90],
    ] as const)
      await opened.pool.query(
        `insert into ra.webhook_message (message_id, webhook_id, event, body, state, created_at)
           select gen_random_uuid(), webhook_id, $3, '', $1, $2 from ra.webhook`,
        [state, new Date(nowMs - days * dayMs), `${state} ${days}`],
      )
    await removeSpent(opened.kysely, nowMs)
    const { rows } = await opened.pool.query<{ event: string }>('select event from ra.webhook_message order by event')
    expect(rows.map(({ event }) => event)).toEqual(['failed 89', 'queued 400', 'retrying 400', 'sent 29'])
  })
})

describe('the types of the tables', () => {
  it('name exactly the tables that the migrations make', async () => {
    const { rows } = await opened.pool.query<{ name: string }>(
      "select table_schema || '.' || table_name as name from information_schema.tables where table_schema = 'ra' and table_name not like 'schema_migration%' order by 1",
    )
    const names: readonly (keyof RegistrationSchema)[] = [
      'ra.application',
      'ra.application_number',
      'ra.audit_chain',
      'ra.audit_checkpoint',
      'ra.audit_event',
      'ra.audit_head',
      'ra.audit_waiting',
      'ra.captcha_used',
      'ra.case_viewer',
      'ra.certificate',
      'ra.certificate_der',
      'ra.contact_code',
      'ra.decision',
      'ra.document',
      'ra.draft',
      'ra.login_challenge',
      'ra.notice',
      'ra.organization',
      'ra.outbox_sink',
      'ra.passcode',
      'ra.person',
      'ra.project',
      'ra.rate_limit',
      'ra.registry_entry',
      'ra.release',
      'ra.reminder',
      'ra.session',
      'ra.staff_certificate',
      'ra.ukey',
      'ra.ukey_movement',
      'ra.webhook',
      'ra.webhook_message',
    ]
    expect(rows.map((row) => row.name)).toEqual(names)
  })
})
