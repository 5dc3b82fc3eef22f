import { type Kysely, sql } from 'kysely'

/** Why a person was taken out of the staff: it decides whether earlier statements stand. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql
    .raw(`ALTER TABLE ca.staff_member ADD COLUMN disabled_reason text CHECK (disabled_reason IN ('cessationOfOperation', 'keyCompromise'))`)
    .execute(db)
}
