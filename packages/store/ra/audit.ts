/** Audit events, appended by the transaction that changes something. The chain over them is the sequencer's. */
import { actorColumns } from '@certhall/ra/actor'
import type { AuditEvent } from '@certhall/ra/audit/audit-event'
import type { Ground } from '@certhall/ra/ports'
import type { Kysely } from 'kysely'
import type { RegistrationSchema } from './schema.ts'

export const auditAppender = (db: Kysely<RegistrationSchema>, { clock, random }: Ground): { append: (...events: readonly AuditEvent[]) => Promise<void> } => ({
  append: async (...events) => {
    if (events.length === 0) return
    const occurredAt = new Date(clock.nowMs())
    await db
      .insertInto('ra.audit_event')
      .values(
        events.map((event) => {
          const actor = actorColumns(event.actor)
          return {
            event_id: random.uuid(), occurred_at: occurredAt, type: event.type, actor_kind: actor.kind, actor_id: actor.id, actor_name: actor.name, role: event.role ?? null,
            application_no: event.applicationNo ?? null, state_before: event.before ?? null, state_after: event.after ?? null, source: actor.source,
            detail: JSON.stringify(event.detail ?? {}),
          }
        }),
      )
      .execute()
  },
})
