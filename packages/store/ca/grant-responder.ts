import { type Kysely, sql } from 'kysely'
import { reading } from '../transaction.ts'

/**
 * The responder's account may read what it publishes, and nothing of orders, evidence or staff. Repeated at every start,
 * because the account may be made after the tables.
 */
export const grantResponder = async (database: Kysely<unknown>): Promise<void> => {
  await reading(async () => {
    const { rows } = await sql`SELECT 1 FROM pg_roles WHERE rolname = 'certhall_responder'`.execute(database)
    if (rows.length === 0) return
    await sql`GRANT USAGE ON SCHEMA ca TO certhall_responder`.execute(database)
    await sql`GRANT SELECT ON ca.authority, ca.certificate, ca.revocation, ca.feed, ca.crl, ca.delta_crl, ca.crl_head, ca.evaluation_clock TO certhall_responder`.execute(
      database,
    )
  })
}
