import type { RevocationEntry, RevocationLedger } from '@certhall/ca/ports'
import { type Kysely, sql } from 'kysely'
import { binary } from './binary.ts'
import { nextPositions } from './feed.ts'

export const revocationLedger = (db: Kysely<unknown>): RevocationLedger => ({
  revoke: async ({ authorityId, serial, reason, revokedAtMs, origin, applicationNo }) => {
    // Every revocation passes this row: what is read behind it cannot change before the end of the transaction.
    await sql`SELECT position FROM ca.feed FOR UPDATE`.execute(db)
    const key = sql`authority_id = ${authorityId} AND serial_number = ${binary(serial)}`
    const [known] = (await sql<EntryRow>`SELECT serial_number, reason, revoked_at FROM ca.revocation WHERE ${key}`.execute(db)).rows
    if (known !== undefined && (known.reason !== 'certificateHold' || reason === 'certificateHold')) return toEntry(known)
    const [certificate] = (await sql<{ order_id: string; not_after: Date }>`SELECT order_id, not_after FROM ca.certificate WHERE ${key}`.execute(db)).rows
    if (certificate === undefined) return undefined
    const position = await nextPositions(db, 1)
    // A hold that becomes final keeps its date: the certificate has not been good since.
    const { rows } = await sql<EntryRow>`
      INSERT INTO ca.revocation (authority_id, serial_number, reason, revoked_at, not_after, position, origin, application_no)
      VALUES (${authorityId}, ${binary(serial)}, ${reason}, ${new Date(revokedAtMs)}, ${certificate.not_after}, ${position}, ${origin}, ${applicationNo})
      ON CONFLICT (authority_id, serial_number) DO UPDATE SET reason = excluded.reason, position = excluded.position, application_no = excluded.application_no
      RETURNING serial_number, reason, revoked_at`.execute(db)
    if (reason !== 'certificateHold') await sql`UPDATE ca.issue_order SET live_decision_sha256 = NULL WHERE order_id = ${certificate.order_id}`.execute(db)
    if (authorityId === 'staff') {
      await sql`UPDATE ca.staff_certificate SET ended_at = ${new Date(revokedAtMs)} WHERE serial_number = ${binary(serial)} AND ended_at IS NULL`.execute(db)
    }
    const [entered] = rows
    return entered === undefined ? undefined : toEntry(entered)
  },

  revocationPage: async (authorityId, endingFromMs, after, limit) => {
    const { rows } = await sql<EntryRow>`
      SELECT serial_number, reason, revoked_at FROM ca.revocation
       WHERE authority_id = ${authorityId} AND serial_number > ${binary(after ?? new Uint8Array())} AND not_after >= ${new Date(endingFromMs)}
       ORDER BY serial_number LIMIT ${limit}`.execute(db)
    return rows.map(toEntry)
  },
})

interface EntryRow {
  readonly serial_number: Uint8Array
  readonly reason: RevocationEntry['reason']
  readonly revoked_at: Date
}

const toEntry = (row: EntryRow): RevocationEntry => ({ serial: row.serial_number, reason: row.reason, revokedAtMs: row.revoked_at.getTime() })
