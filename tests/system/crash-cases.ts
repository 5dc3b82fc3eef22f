import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemRandom } from '@certhall/kernel/random'
import { evidenceSealer } from '@certhall/ra/evidence-sealer'
import { sealForm } from '@certhall/store/ra/sealed-form'
import { sampleForm } from '@certhall/testkit/sample-form'
import pg from 'pg'
import { seedApprovedCases, serverUrl } from '../bench/approved-cases.ts'
import type { PrivateSystem } from '../journeys/private-system.ts'

/** Approved cases with the past that seeded rows lack: a readable form, audit events and notices of every step before. */
export const seedCasesWithPast = async (system: PrivateSystem, count: number): Promise<readonly string[]> => {
  const cases = await seedApprovedCases(system, count)
  const sealer = evidenceSealer(new Uint8Array(readFileSync(join(system.dataDirectory, 'secrets', 'evidence-key'))), systemRandom)
  await withDatabase(serverUrl(system), async (client) => {
    const { rows } = await client.query<{ application_no: string }>('select application_no from ra.application order by application_no')
    const boxes = rows.map(({ application_no: no }, index) => Buffer.from(sealForm(sealer, no, sampleForm(index))).toString('hex'))
    await client.query(
      `update ra.application a set form_sealed = decode(box, 'hex') from unnest($1::text[], $2::text[]) as t (no, box) where a.application_no = t.no`,
      [rows.map((row) => row.application_no), boxes],
    )
    await client.query(
      `${event} 'application.submitted', 'applicant', null, 'applicant', null, application_no, 'draft', 'submitted', '127.0.0.1', '{}' from ra.application`,
    )
    await client.query(
      `${event} 'application.review-started', 'staff', person_id::text, 'x', 'reviewer', application_no, 'submitted', 'underReview', '127.0.0.1', '{}' from ra.decision`,
    )
    await client.query(
      `${event} 'application.approved', 'staff', person_id::text, 'x', 'reviewer', application_no, 'underReview', 'approved', '127.0.0.1', '{}' from ra.decision`,
    )
    await client.query(
      `${event} 'passcode.released', 'staff', person_id::text, 'x', 'issuer', application_no, null, null, '127.0.0.1', '{}' from ra.release`,
    )
    await client.query(
      `${event} 'passcode.created', 'system', null, 'delivery', null, application_no, null, 'created', 'local', jsonb_build_object('passcodeId', passcode_id::text) from ra.passcode`,
    )
    await client.query(
      `${event} 'passcode.delivered', 'system', null, 'delivery', null, application_no, 'created', 'delivered', 'local', jsonb_build_object('passcodeId', passcode_id::text) from ra.passcode`,
    )
    // Written past the appender: they wait for the sequencer as its own do.
    await client.query(`insert into ra.audit_waiting (occurred_at, event_id)
      select occurred_at, event_id from ra.audit_event e where not exists (select from ra.audit_chain c where c.event_id = e.event_id) on conflict do nothing`)
    await client.query(`insert into ra.notice (notice_id, kind, channel, application_no, language, address_sealed, masked_address, parameters, state, created_at, sent_at)
      select gen_random_uuid(), 'download-ready', 'email', application_no, 'zh', '\\x00', 'c***@example.cn', '{}', 'sent', now(), now() from ra.passcode`)
  })
  return cases.map(({ passcode }) => passcode)
}

export const withDatabase = async <Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const event = `insert into ra.audit_event (event_id, occurred_at, type, actor_kind, actor_id, actor_name, role, application_no, state_before, state_after, source, detail)
  select gen_random_uuid(), now(),`
