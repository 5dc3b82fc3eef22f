import { type Kysely, sql } from 'kysely'

/**
 * Events that wait for the chain stand in a narrow table of their own. A mark on the event itself cost each of them a
 * second copy of its row and of all its index entries.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `CREATE TABLE ra.audit_waiting (occurred_at timestamptz NOT NULL, event_id uuid NOT NULL, PRIMARY KEY (occurred_at, event_id))`,
  `INSERT INTO ra.audit_waiting (occurred_at, event_id) SELECT occurred_at, event_id FROM ra.audit_event WHERE NOT chained`,
  `ALTER TABLE ra.audit_event DROP COLUMN chained`,
]
