import { type Kysely, sql } from 'kysely'

/** A freeze stops no deadline: certificates that nobody confirmed, and those in their overlap, are found on hold, too. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `DROP INDEX ra.certificate_unconfirmed`,
  `CREATE INDEX certificate_unconfirmed ON ra.certificate (stored_at) WHERE confirmed_at IS NULL AND state IN ('valid', 'frozen')`,
  `DROP INDEX ra.certificate_overlap`,
  `CREATE INDEX certificate_overlap ON ra.certificate (ends_at) WHERE ends_at IS NOT NULL AND state IN ('valid', 'frozen')`,
]
