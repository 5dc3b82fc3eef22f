import type { Kysely } from 'kysely'
import { reading } from '../transaction.ts'
import type { RegistrationSchema } from './schema.ts'

export interface SessionRow {
  readonly kind: 'hall' | 'desk'
  readonly content: Record<string, unknown>
  readonly personId: string | null
  readonly createdAt: Date
  readonly expiresAt: Date
}

/** Sessions by the SHA-256 of their id: a copy of the database logs nobody in. */
export interface SessionTable {
  readonly find: (sidSha256: Uint8Array) => Promise<SessionRow | null>
  readonly save: (sidSha256: Uint8Array, row: SessionRow) => Promise<void>
  readonly touch: (sidSha256: Uint8Array, expiresAt: Date) => Promise<void>
  readonly remove: (sidSha256: Uint8Array) => Promise<void>
  readonly removePerson: (personId: string) => Promise<void>
  readonly removeExpired: (now: Date) => Promise<void>
}

export const sessionTable = (database: Kysely<RegistrationSchema>): SessionTable => ({
  find: (sid) =>
    reading(async () => {
      const row = await database.selectFrom('ra.session').selectAll().where('sid_sha256', '=', sid).executeTakeFirst()
      return row === undefined
        ? null
        : { kind: row.kind, content: row.content, personId: row.person_id, createdAt: row.created_at, expiresAt: row.expires_at }
    }),
  save: (sid, row) =>
    reading(async () => {
      const content = JSON.stringify(row.content)
      await database
        .insertInto('ra.session')
        .values({ sid_sha256: sid, kind: row.kind, content, person_id: row.personId, created_at: row.createdAt, expires_at: row.expiresAt })
        .onConflict((conflict) => conflict.column('sid_sha256').doUpdateSet({ content, person_id: row.personId, expires_at: row.expiresAt }))
        .execute()
    }),
  touch: (sid, expiresAt) =>
    reading(async () => void (await database.updateTable('ra.session').set({ expires_at: expiresAt }).where('sid_sha256', '=', sid).execute())),
  remove: (sid) => reading(async () => void (await database.deleteFrom('ra.session').where('sid_sha256', '=', sid).execute())),
  removePerson: (personId) => reading(async () => void (await database.deleteFrom('ra.session').where('person_id', '=', personId).execute())),
  removeExpired: (now) => reading(async () => void (await database.deleteFrom('ra.session').where('expires_at', '<=', now).execute())),
})
