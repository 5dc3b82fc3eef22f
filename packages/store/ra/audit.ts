/** Audit events, appended by the transaction that changes something. The chain over them is the sequencer's. */
import { actorColumns } from '@certhall/ra/actor'
import type { AuditEvent } from '@certhall/ra/audit/audit-event'
import type { Ground } from '@certhall/ra/ports'
import type { Kysely } from 'kysely'
import { prepared } from '../prepared.ts'
import type { RegistrationSchema } from './schema.ts'

export const auditAppender = (
  db: Kysely<RegistrationSchema>,
  { clock, random }: Ground,
): { append: (...events: readonly AuditEvent[]) => Promise<void> } => ({
  append: async (...events) => {
    if (events.length === 0) return
    const occurredAt = new Date(clock.nowMs())
    const rows = events.map((event) => ({ ...event, ...actorColumns(event.actor) }))
    await append(
      db,
      occurredAt,
      rows.map(() => random.uuid()),
      rows.map((row) => row.type),
      rows.map((row) => row.kind),
      rows.map((row) => row.id),
      rows.map((row) => row.name),
      rows.map((row) => row.role ?? null),
      rows.map((row) => row.applicationNo ?? null),
      rows.map((row) => row.before ?? null),
      rows.map((row) => row.after ?? null),
      rows.map((row) => row.source),
      rows.map((row) => JSON.stringify(row.detail ?? {})),
    )
  },
})

/** One array a column: the statement stays the same however many events a batch has. They wait for the sequencer. */
const append = prepared(`
  with appended as (insert into ra.audit_event
    (event_id, occurred_at, type, actor_kind, actor_id, actor_name, role, application_no, state_before, state_after, source, detail)
  select event_id, $1::timestamptz, type, actor_kind, actor_id, actor_name, role, application_no, state_before, state_after, source, detail
    from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::jsonb[])
      as event (event_id, type, actor_kind, actor_id, actor_name, role, application_no, state_before, state_after, source, detail)
  returning occurred_at, event_id)
  insert into ra.audit_waiting (occurred_at, event_id) select occurred_at, event_id from appended`)
