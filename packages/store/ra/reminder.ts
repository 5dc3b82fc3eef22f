import { followUpReasons, makesCertificate } from '@certhall/contract/application/follow-up'
import { fromHex, toHex } from '@certhall/kernel/bytes'
import { openStates } from '@certhall/ra/application/lifecycle'
import { overdueInstallMark, type ReminderRepository } from '@certhall/ra/reminder/ports'
import { type Kysely, sql } from 'kysely'
import { binary } from '../ca/binary.ts'
import type { RegistrationSchema } from './schema.ts'

export const reminderRepository = (db: Kysely<RegistrationSchema>): ReminderRepository => ({
  due: async ({ daysBefore, endsAfterMs, endsByMs, limit }) => {
    const rows = await unreminded(db, daysBefore)
      .where('c.not_after', '>', new Date(endsAfterMs))
      .where('c.not_after', '<=', new Date(endsByMs))
      .where('c.ends_at', 'is', null)
      .where(sql<boolean>`c.confirmed_at < c.not_after - make_interval(hours => ${daysBefore * 24})`)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('ra.application as a')
              .select('a.application_no')
              .whereRef('a.target_authority_id', '=', 'c.authority_id')
              .whereRef('a.target_serial_number', '=', 'c.serial_number')
              .where('a.state', 'in', [...openStates])
              .where(({ or, eb }) => or([eb('a.application_type', '<>', 'change'), eb('a.follow_up_reason', 'not in', keepingReasons)])),
          ),
        ),
      )
      .orderBy('c.not_after')
      .limit(limit)
      .execute()
    return rows.map(keyOf)
  },
  overdueInstalls: async (storedBeforeMs, limit) => {
    const rows = await unreminded(db, overdueInstallMark)
      .where('c.confirmed_at', 'is', null)
      .where('c.stored_at', '<=', new Date(storedBeforeMs))
      .orderBy('c.stored_at')
      .limit(limit)
      .execute()
    return rows.map(keyOf)
  },
  mark: async ({ authorityId, serialNumber }, daysBefore, atMs) => {
    const added = await db
      .insertInto('ra.reminder')
      .values(
        daysBefore.map((days) => ({
          authority_id: authorityId,
          serial_number: binary(fromHex(serialNumber)),
          days_before: days,
          reminded_at: new Date(atMs),
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .returning('days_before')
      .execute()
    return added.some((row) => row.days_before === daysBefore[0])
  },
})

/** Valid ones without the mark of this reminder or a later one; the mark of an overdue install stands apart. */
const unreminded = (db: Kysely<RegistrationSchema>, daysBefore: number) =>
  db
    .selectFrom('ra.certificate as c')
    .select(['c.authority_id', 'c.serial_number'])
    .where('c.state', '=', 'valid')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('ra.reminder as r')
            .select('r.days_before')
            .whereRef('r.authority_id', '=', 'c.authority_id')
            .whereRef('r.serial_number', '=', 'c.serial_number')
            .where('r.days_before', '<=', daysBefore)
            .where('r.days_before', '>=', Math.min(daysBefore, 1)),
        ),
      ),
    )

/** Changes of the record alone: the certificate stays, and so does its end. */
const keepingReasons = followUpReasons.filter((reason) => !makesCertificate('change', reason))

const keyOf = (row: { readonly authority_id: string; readonly serial_number: Uint8Array }) => ({
  authorityId: row.authority_id,
  serialNumber: toHex(row.serial_number),
})
