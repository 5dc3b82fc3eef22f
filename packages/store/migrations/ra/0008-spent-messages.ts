import { type Kysely, sql } from 'kysely'

/** What the sweep looks for: reminders by their age, messages to owners of projects that are over. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `CREATE INDEX reminder_time ON ra.reminder (reminded_at)`,
  `CREATE INDEX webhook_message_over ON ra.webhook_message (created_at) WHERE state IN ('sent', 'failed')`,
]
