import { type Kysely, sql } from 'kysely'

/** How far the hall's clock is ahead of the real one, in evaluation; in production the row is never read. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `CREATE TABLE ca.evaluation_clock (singleton boolean PRIMARY KEY CHECK (singleton), offset_ms bigint NOT NULL CHECK (offset_ms >= 0))`,
  `INSERT INTO ca.evaluation_clock VALUES (true, 0)`,
]
