import { type Kysely, sql } from 'kysely'

/** Why a person was taken out of the staff, as the signer's ledger says it. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql.raw(`ALTER TABLE ra.person ADD COLUMN disabled_reason text`).execute(db)
}
