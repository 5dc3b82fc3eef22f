import type { Kysely } from 'kysely'
import { reading } from '../transaction.ts'
import type { RegistrationSchema } from './schema.ts'

export interface SessionRow {
  readonly kind: 'hall' | 'desk'
  readonly content: Record<string, unknown>
  readonly personId: string | null
  /** Of the holder who is logged in, with where from and when last seen; null in every other session. */
  readonly certificateSha256: string | null
  readonly source: string | null
  readonly browser: string | null
  readonly seenAt: Date | null
  readonly createdAt: Date
  readonly expiresAt: Date
}

/** Sessions by the SHA-256 of their id: a copy of the database logs nobody in. */
export interface SessionTable {
  readonly find: (sidSha256: Uint8Array) => Promise<SessionRow | null>
  readonly save: (sidSha256: Uint8Array, row: SessionRow) => Promise<void>
  readonly touch: (sidSha256: Uint8Array, expiresAt: Date, seenAt: Date | null) => Promise<void>
  readonly remove: (sidSha256: Uint8Array) => Promise<void>
  readonly removePerson: (personId: string) => Promise<void>
  readonly removeExpired: (now: Date) => Promise<void>
}

export const sessionTable = (database: Kysely<RegistrationSchema>): SessionTable => ({
  find: (sid) =>
    reading(async () => {
      const row = await database.selectFrom('ra.session').selectAll().where('sid_sha256', '=', sid).executeTakeFirst()
      if (row === undefined) return null
      const { kind, content, source, browser } = row
      return {
        kind,
        content,
        source,
        browser,
        personId: row.person_id,
        certificateSha256: row.certificate_sha256,
        seenAt: row.seen_at,
        createdAt: row.created_at,
        expiresAt: row.expires_at,
      }
    }),
  save: (sid, row) =>
    reading(async () => {
      const changing = {
        content: JSON.stringify(row.content),
        person_id: row.personId,
        certificate_sha256: row.certificateSha256,
        source: row.source,
        browser: row.browser,
        seen_at: row.seenAt,
        expires_at: row.expiresAt,
      }
      await database
        .insertInto('ra.session')
        .values({ sid_sha256: sid, kind: row.kind, created_at: row.createdAt, ...changing })
        .onConflict((conflict) => conflict.column('sid_sha256').doUpdateSet(changing))
        .execute()
    }),
  touch: (sid, expiresAt, seenAt) =>
    reading(
      async () =>
        void (await database
          .updateTable('ra.session')
          .set({ expires_at: expiresAt, seen_at: seenAt })
          .where('sid_sha256', '=', sid)
          .execute()),
    ),
  remove: (sid) => reading(async () => void (await database.deleteFrom('ra.session').where('sid_sha256', '=', sid).execute())),
  removePerson: (personId) =>
    reading(async () => void (await database.deleteFrom('ra.session').where('person_id', '=', personId).execute())),
  removeExpired: (now) => reading(async () => void (await database.deleteFrom('ra.session').where('expires_at', '<=', now).execute())),
})
