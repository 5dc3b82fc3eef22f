/** Audit events, appended by the transaction that changes something. The chain over them is the sequencer's. */
import { actorColumns } from '@certhall/ra/actor'
import type { AuditEvent } from '@certhall/ra/audit/audit-event'
import type { Ground } from '@certhall/ra/ports'
import { type Kysely, sql } from 'kysely'
import type { RegistrationSchema } from './schema.ts'

export const auditAppender = (
  db: Kysely<RegistrationSchema>,
  { clock, random }: Ground,
): { append: (...events: readonly AuditEvent[]) => Promise<void> } => ({
  append: async (...events) => {
    if (events.length === 0) return
    const occurredAt = new Date(clock.nowMs())
    const rows = events.map((event) => ({ ...event, ...actorColumns(event.actor) }))
    // One array a column: the statement stays the same however many events a batch has. They wait for the sequencer.
    await sql`
      with appended as (insert into ra.audit_event (event_id, occurred_at, type, actor_kind, actor_id, actor_name, role, application_no, state_before, state_after, source, detail)
      select event_id, ${occurredAt}, type, actor_kind, actor_id, actor_name, role, application_no, state_before, state_after, source, detail
      from unnest(${rows.map(() => random.uuid())}::uuid[], ${rows.map((row) => row.type)}::text[], ${rows.map((row) => row.kind)}::text[], ${rows.map((row) => row.id)}::text[],
        ${rows.map((row) => row.name)}::text[], ${rows.map((row) => row.role ?? null)}::text[], ${rows.map((row) => row.applicationNo ?? null)}::text[],
        ${rows.map((row) => row.before ?? null)}::text[], ${rows.map((row) => row.after ?? null)}::text[], ${rows.map((row) => row.source)}::text[],
        ${rows.map((row) => JSON.stringify(row.detail ?? {}))}::jsonb[])
        as event (event_id, type, actor_kind, actor_id, actor_name, role, application_no, state_before, state_after, source, detail)
      returning occurred_at, event_id)
      insert into ra.audit_waiting (occurred_at, event_id) select occurred_at, event_id from appended`.execute(db)
  },
})
