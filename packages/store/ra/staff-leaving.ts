/** The end of a member of the staff in the hall, and which open cases stand on their word. */
import type { LeavingRepository } from '@certhall/ra/staff/ports'
import { type Kysely, sql } from 'kysely'
import type { RegistrationSchema } from './schema.ts'

export const leavingRepository = (db: Kysely<RegistrationSchema>): LeavingRepository => ({
  disable: async ({ personId, name, roles, disabledAtMs, reason }) => {
    const atTime = new Date(disabledAtMs)
    // The first time stands; of the reasons, keyCompromise.
    const { rows } = await sql`
      insert into ra.person as p (person_id, name, roles, disabled_at, disabled_reason, enrolled_at)
      values (${personId}, ${name}, ${[...roles]}::text[], ${atTime}, ${reason}, ${atTime})
      on conflict (person_id) do update set disabled_at = coalesce(p.disabled_at, excluded.disabled_at), disabled_reason = excluded.disabled_reason
        where p.disabled_at is null or (excluded.disabled_reason = 'keyCompromise' and p.disabled_reason is distinct from 'keyCompromise')
      returning person_id`.execute(db)
    await db
      .updateTable('ra.staff_certificate')
      .set({ ended_at: atTime })
      .where('person_id', '=', personId)
      .where('ended_at', 'is', null)
      .execute()
    await db.deleteFrom('ra.session').where('person_id', '=', personId).execute()
    return rows.length === 1
  },
  openCasesSignedBy: async (personId) => {
    const { rows } = await sql<{ application_no: string; is_decider: boolean; is_releaser: boolean | null }>`
      select a.application_no, d.person_id = ${personId} as is_decider, r.person_id = ${personId} as is_releaser
      from ra.application a
      join ra.decision d on d.application_no = a.application_no and d.revision = a.revision
      left join lateral (select person_id from ra.release where application_no = a.application_no order by released_at desc limit 1) r on true
      where a.state = 'approved' and (d.person_id = ${personId} or r.person_id = ${personId})
      order by a.application_no`.execute(db)
    const numbers = (which: (row: (typeof rows)[number]) => boolean | null) => rows.filter(which).map((row) => row.application_no)
    return { decided: numbers((row) => row.is_decider), released: numbers((row) => row.is_releaser) }
  },
})
