/** People of the staff and their certificates, mirrored from the signer's ledger; login challenges, each taken once. */
import type { Person, StaffRepository } from '@certhall/ra/staff/ports'
import type { Kysely } from 'kysely'
import type { RegistrationSchema } from './schema.ts'

export const staffRepository = (db: Kysely<RegistrationSchema>): StaffRepository => ({
  keepEnrolment: async ({ person, certificateSha256, der, notAfterMs, atMs }) => {
    await db
      .insertInto('ra.person')
      .values({ person_id: person.personId, name: person.name, roles: [...person.roles], disabled_at: null, enrolled_at: new Date(atMs) })
      .onConflict((conflict) => conflict.column('person_id').doUpdateSet({ name: person.name, roles: [...person.roles] }))
      .execute()
    await db
      .insertInto('ra.staff_certificate')
      .values({ certificate_sha256: certificateSha256, person_id: person.personId, der, not_after: new Date(notAfterMs), ended_at: null })
      .onConflict((conflict) => conflict.column('certificate_sha256').doNothing())
      .execute()
  },
  certificate: async (certificateSha256) => {
    const row = await db
      .selectFrom('ra.staff_certificate as c')
      .innerJoin('ra.person as p', 'p.person_id', 'c.person_id')
      .select(['c.certificate_sha256', 'c.der', 'c.not_after', 'c.ended_at', 'p.person_id', 'p.name', 'p.roles', 'p.disabled_at'])
      .where('c.certificate_sha256', '=', certificateSha256)
      .executeTakeFirst()
    if (row === undefined) return undefined
    return {
      certificateSha256: row.certificate_sha256,
      der: row.der,
      notAfterMs: row.not_after.getTime(),
      endedAtMs: row.ended_at?.getTime() ?? null,
      person: personOf(row),
    }
  },
  people: async (personIds) =>
    personIds.length === 0
      ? []
      : (
          await db
            .selectFrom('ra.person')
            .select(['person_id', 'name', 'roles', 'disabled_at'])
            .where('person_id', 'in', [...personIds])
            .execute()
        ).map(personOf),
  addChallenge: async ({ nonceSha256, origin, expiresAtMs }) => {
    await db
      .deleteFrom('ra.login_challenge')
      .where('expires_at', '<', new Date(expiresAtMs - keptMs))
      .execute()
    await db
      .insertInto('ra.login_challenge')
      .values({ nonce_sha256: nonceSha256, origin, expires_at: new Date(expiresAtMs), used_at: null })
      .execute()
  },
  takeChallenge: async (nonceSha256, nowMs) =>
    db
      .updateTable('ra.login_challenge')
      .set({ used_at: new Date(nowMs) })
      .where('nonce_sha256', '=', nonceSha256)
      .where('used_at', 'is', null)
      .where('expires_at', '>', new Date(nowMs))
      .returning('origin')
      .executeTakeFirst(),
})

const personOf = (row: { person_id: string; name: string; roles: string[]; disabled_at: Date | null }): Person => ({
  personId: row.person_id,
  name: row.name,
  roles: row.roles as Person['roles'],
  disabledAtMs: row.disabled_at?.getTime() ?? null,
})

const keptMs = 3_600_000
