import { systemRandom } from '@certhall/kernel/random'
import { auditKey, chainEvents, sealHead } from '@certhall/ra/audit/seal-record'
import { exportRecord, verifyExport } from '@certhall/ra/audit/export-record'
import { verifyChain } from '@certhall/ra/audit/verify-chain'
import { testDatabase, type TestDatabase } from '@certhall/testkit/test-database'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { registrationMigrations } from '../migrations/ra/index.ts'
import { type Database, openDatabase } from '../transaction.ts'
import { auditAppender } from './audit.ts'
import { auditRecord } from './audit-record.ts'
import type { RegistrationSchema } from './schema.ts'

let target: TestDatabase
let database: Database<RegistrationSchema>
const key = auditKey(new Uint8Array(32).fill(3))
let nowMs = 1_767_225_600_000
const clock = { nowMs: () => (nowMs += 1) }

beforeEach(async () => {
  target = await testDatabase(registrationMigrations, { schema: 'ra' })
  database = openDatabase<RegistrationSchema>(target.url, { max: 6 })
  const audit = auditAppender(database.kysely, { clock, random: systemRandom })
  for (let index = 1; index <= 20; index += 1) await audit.append({ type: 'application.submitted', actor: { kind: 'applicant', source: '127.0.0.1' }, applicationNo: `A2026-${index}`, detail: { revision: 1, note: '说明 "quoted"' } })
})
afterEach(async () => {
  await database.close()
  await target.drop()
})

const record = () => auditRecord(database.kysely)
const verdict = async () => verifyChain({ events: record().chained(), checkpoints: await record().checkpoints(), publicKey: key.publicKey })
const seal = () => sealHead({ record: record(), key, clock })()
const attack = (statement: string) => sql.raw(statement).execute(database.kysely)

describe('the audit record', () => {
  it('names an edited, a deleted and an exchanged event, and a cut end', async () => {
    await chainEvents({ record: record() })()
    await seal()
    expect(await verdict()).toMatchObject({ ok: true, count: 20, checkpoints: 1 })
    await attack(`update ra.audit_event set state_after = 'approved' where event_id = (select event_id from ra.audit_chain where sequence = 7)`)
    expect(await verdict()).toEqual({ ok: false, sequence: 7, finding: 'event-changed' })
    await attack(`update ra.audit_event set state_after = null where event_id = (select event_id from ra.audit_chain where sequence = 7)`)
    expect(await verdict()).toMatchObject({ ok: true })
    await attack(`delete from ra.audit_chain where sequence > 15`)
    expect(await verdict()).toEqual({ ok: false, sequence: 16, finding: 'tail-missing' })
    await attack(`delete from ra.audit_event where event_id = (select event_id from ra.audit_chain where sequence = 3)`)
    expect(await verdict()).toEqual({ ok: false, sequence: 3, finding: 'event-changed' })
  })

  it('is chained once by five sequencers at the same time', async () => {
    const counts = await Promise.all(Array.from({ length: 5 }, () => chainEvents({ record: record() })()))
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(20)
    expect(await verdict()).toMatchObject({ ok: true, count: 20 })
  })

  it('proves itself as an export, and does not with one letter changed or the end cut off', async () => {
    await chainEvents({ record: record() })()
    await seal()
    const lines: string[] = []
    for await (const line of exportRecord(record(), key.publicKey)) lines.push(line.trimEnd())
    const verify = (changed: readonly string[]) => verifyExport((async function* () { yield* changed })(), { checkpoints: [], publicKey: null })
    expect(await verify(lines)).toMatchObject({ ok: true, count: 20 })
    expect(await verify(lines.map((line, index) => (index === 5 ? line.replace('A2026-', 'A2025-') : line)))).toEqual({ ok: false, sequence: 4, finding: 'event-changed' })
    expect(await verify(lines.slice(0, -2))).toEqual({ ok: false, sequence: 19, finding: 'tail-missing' })
  })

  it('seals nothing when nothing is new', async () => {
    await chainEvents({ record: record() })()
    expect(await seal()).toBeDefined()
    nowMs += 120_000
    expect(await seal()).toBeUndefined()
  })
})
