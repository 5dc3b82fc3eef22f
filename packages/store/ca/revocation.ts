import type { PlacedEntry, RevocationEntry, RevocationLedger } from '@certhall/ca/ports'
import { type RevocationReason, revocationReasons } from '@certhall/contract/certificate/vocabulary'
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
    const [certificate] = (
      await sql<{ order_id: string; not_after: Date }>`SELECT order_id, not_after FROM ca.certificate WHERE ${key} FOR UPDATE`.execute(db)
    ).rows
    if (certificate === undefined) return undefined
    const position = await nextPositions(db, 1)
    // A hold that becomes final keeps its date: the certificate has not been good since.
    const { rows } = await sql<EntryRow>`
      INSERT INTO ca.revocation (authority_id, serial_number, reason, revoked_at, not_after, position, origin, application_no)
      VALUES (${authorityId}, ${binary(serial)}, ${reason}, ${new Date(revokedAtMs)}, ${certificate.not_after}, ${position}, ${origin}, ${applicationNo})
      ON CONFLICT (authority_id, serial_number) DO UPDATE SET reason = excluded.reason, position = excluded.position, application_no = excluded.application_no
      RETURNING serial_number, reason, revoked_at`.execute(db)
    if (reason !== 'certificateHold')
      await sql`UPDATE ca.issue_order SET live_decision_sha256 = NULL WHERE order_id = ${certificate.order_id}`.execute(db)
    if (authorityId === 'staff') {
      await sql`UPDATE ca.staff_certificate SET ended_at = ${new Date(revokedAtMs)} WHERE serial_number = ${binary(serial)} AND ended_at IS NULL`.execute(
        db,
      )
    }
    const [entered] = rows
    return entered === undefined ? undefined : toEntry(entered)
  },

  // One value a page: rows of a million entries would cost more to read than the list costs to sign.
  revocationPage: async (authorityId, endingFromMs, after, limit) => {
    const { rows } = await sql<{ count: number; packed: Uint8Array | null }>`
      SELECT count(*) AS count,
             string_agg(serial_number || int8send((extract(epoch FROM revoked_at) * 1000)::bigint)
                          || int2send(array_position(${reasons}::text[], reason)::int2) || int8send(position),
                        ''::bytea ORDER BY serial_number) AS packed
        FROM (SELECT serial_number, reason, revoked_at, position FROM ca.revocation
               WHERE authority_id = ${authorityId} AND serial_number > ${binary(after ?? new Uint8Array())} AND not_after >= ${new Date(endingFromMs)}
               ORDER BY serial_number LIMIT ${limit}) AS page`.execute(db)
    const count = rows[0]?.count ?? 0
    const packed = rows[0]?.packed ?? new Uint8Array()
    if (packed.length !== count * recordOctets) throw new RangeError('a revoked serial number or reason of unknown form')
    const last = count === 0 ? undefined : packed.slice((count - 1) * recordOctets, (count - 1) * recordOctets + serialOctets)
    return { count, last, entries: unpack(packed) }
  },

  revocationsSince: async (authorityId, endingFromMs, position, limit) => {
    const { rows } = await sql<EntryRow & { readonly position: number }>`
      SELECT serial_number, reason, revoked_at, position FROM ca.revocation
       WHERE authority_id = ${authorityId} AND position > ${position} AND not_after >= ${new Date(endingFromMs)}
       ORDER BY position LIMIT ${limit}`.execute(db)
    return rows.map((row) => ({ ...toEntry(row), position: row.position }))
  },
})

const reasons = Object.keys(revocationReasons) as RevocationReason[]
const serialOctets = 19
const recordOctets = serialOctets + 8 + 2 + 8

const unpack = function* (packed: Uint8Array): Generator<PlacedEntry> {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  for (let at = 0; at < packed.length; at += recordOctets) {
    const reason = reasons[view.getUint16(at + serialOctets + 8) - 1]
    if (reason === undefined) throw new RangeError('unknown reason')
    const serial = packed.subarray(at, at + serialOctets)
    yield { serial, revokedAtMs: int8At(view, at + serialOctets), reason, position: int8At(view, at + serialOctets + 10) }
  }
}

const int8At = (view: DataView, at: number): number => view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4)

interface EntryRow {
  readonly serial_number: Uint8Array
  readonly reason: RevocationEntry['reason']
  readonly revoked_at: Date
}

const toEntry = (row: EntryRow): RevocationEntry => ({
  serial: row.serial_number,
  reason: row.reason,
  revokedAtMs: row.revoked_at.getTime(),
})
