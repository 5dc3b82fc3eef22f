import { type Kysely, sql } from 'kysely'

/** Customer service finds a certificate by how the holder's name begins; everything else it asks for has an index already. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql.raw('CREATE INDEX certificate_subject ON ra.certificate (subject text_pattern_ops)').execute(db)
}
