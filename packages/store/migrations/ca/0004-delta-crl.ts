import { type Kysely, sql } from 'kysely'

/**
 * Delta lists share the numbers of the full ones. The octets of a full list go before its row: a number stays known, with
 * its place in the feed, as long as somebody may hold that list and want a delta to it.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `ALTER TABLE ca.crl ALTER COLUMN der DROP NOT NULL`,
  `ALTER TABLE ca.crl_head ADD COLUMN delta_number bigint`,
  `CREATE TABLE ca.delta_crl (
     authority_id text NOT NULL, crl_number bigint NOT NULL, base_number bigint NOT NULL, this_update timestamptz NOT NULL, next_update timestamptz NOT NULL,
     position bigint NOT NULL, entry_count integer NOT NULL, der bytea NOT NULL, PRIMARY KEY (authority_id, crl_number))`,
]
