import type { IntentState, OrderLedger, OrderRecord } from '@certhall/ca/ports'
import type { RevocationReason } from '@certhall/contract/certificate/vocabulary'
import { toHex } from '@certhall/kernel/bytes'
import { type Kysely, sql } from 'kysely'
import { binary } from './binary.ts'
import { prepared } from '../prepared.ts'
import { nextPositions } from './feed.ts'

/** Orders, keys, intents, certificates: every statement takes a whole batch. */
export const orderLedger = (db: Kysely<unknown>): OrderLedger => ({
  findOrders: async (orderIds, releases) => {
    if (orderIds.length === 0 && releases.length === 0) return []
    const { rows } = await findOrders(db, orderIds, releases)
    return rows.map(toRecord)
  },

  // In the order of the keys, so that two batches never wait for each other crosswise.
  claimKeys: async (claims) => {
    const { rows } = await claimKeys(
      db,
      claims.map(({ spkiSha256 }) => spkiSha256),
      claims.map(({ orderId }) => orderId),
    )
    return new Set(rows.map((row) => row.spki_sha256))
  },

  freeKeys: async (claims) => {
    await sql`
      DELETE FROM ca.certified_key c USING unnest(${claims.map(({ spkiSha256 }) => spkiSha256)}::text[], ${claims.map(({ orderId }) => orderId)}::uuid[]) AS t(k, o)
       WHERE c.spki_sha256 = t.k AND c.order_id = t.o AND c.blocked_reason IS NULL`.execute(db)
  },

  blockKey: async (spkiSha256, reason) => {
    await sql`INSERT INTO ca.certified_key (spki_sha256, blocked_reason) VALUES (${spkiSha256}, ${reason})
      ON CONFLICT (spki_sha256) DO UPDATE SET blocked_reason = excluded.blocked_reason`.execute(db)
  },

  addOrders: async (orders) => {
    if (orders.length === 0) return new Set()
    const { rows } = await addOrders(
      db,
      orders.map(({ orderId }) => orderId),
      orders.map(({ kind }) => kind),
      orders.map(({ releaseSha256 }) => releaseSha256),
      orders.map(({ attempt }) => attempt),
      orders.map(({ decisionSha256 }) => decisionSha256),
      orders.map(({ spkiSha256 }) => spkiSha256),
      orders.map(({ evidence }) => evidence),
      orders.map(({ enteredAtMs }) => new Date(enteredAtMs)),
    )
    return new Set(rows.map((row) => row.order_id))
  },

  addIntents: async (intents) => {
    await addIntents(
      db,
      intents.map(({ authorityId }) => authorityId),
      intents.map(({ serial }) => binary(serial)),
      intents.map(({ orderId }) => orderId),
      intents.map(({ profileId }) => profileId),
      intents.map(({ tbs }) => binary(tbs)),
      intents.map(({ notAfterMs }) => new Date(notAfterMs)),
      intents.map(({ intendedAtMs }) => new Date(intendedAtMs)),
    )
  },

  settleSigned: async (results) => {
    if (results.length === 0) return new Set()
    const { rows } = await settleIntents(
      db,
      results.map(({ orderId }) => orderId),
    )
    const open = new Set(rows.map((row) => row.order_id))
    const stored = results.filter(({ orderId }) => open.has(orderId))
    if (stored.length === 0) return open
    await addCertificates(
      db,
      stored.map(({ authorityId }) => authorityId),
      stored.map(({ serial }) => binary(serial)),
      stored.map(({ orderId }) => orderId),
      stored.map(({ spkiSha256 }) => spkiSha256),
      stored.map(({ notBeforeMs }) => new Date(notBeforeMs)),
      stored.map(({ notAfterMs }) => new Date(notAfterMs)),
      stored.map(({ signedAtMs }) => new Date(signedAtMs)),
      stored.map(({ der }) => binary(der)),
    )
    return open
  },

  certificateDer: async (authorityId, serial) => {
    const { rows } = await sql<{ der: Uint8Array }>`
      SELECT der FROM ca.certificate_der WHERE authority_id = ${authorityId} AND serial_number = ${binary(serial)}`.execute(db)
    return rows[0]?.der
  },

  lockCertificates: async (keys) => {
    if (keys.length === 0) return []
    const asked = sql`
      SELECT * FROM unnest(${keys.map(({ authorityId }) => authorityId)}::text[], ${keys.map(({ serial }) => binary(serial))}::bytea[]) AS t(a, s)`
    // A revocation locks the same row against this one; what it recorded is read by the statement behind the lock.
    const { rows } = await sql<CertificateRow>`
      SELECT authority_id, serial_number, not_after FROM ca.certificate WHERE (authority_id, serial_number) IN (${asked})
       ORDER BY authority_id, serial_number FOR SHARE`.execute(db)
    const revoked = await sql<RevokedRow>`
      SELECT authority_id, serial_number, reason FROM ca.revocation WHERE (authority_id, serial_number) IN (${asked})`.execute(db)
    const reasons = new Map(revoked.rows.map((row) => [rowKey(row), row.reason]))
    return rows.map((row) => ({
      authorityId: row.authority_id,
      serial: row.serial_number,
      notAfterMs: row.not_after.getTime(),
      revokedFor: reasons.get(rowKey(row)) ?? null,
    }))
  },

  settleDoubtful: async (orderIds, atMs) => {
    const which = orderIds === 'all' ? sql`` : sql`AND order_id = ANY(${orderIds}::uuid[])`
    const { rows } = await sql<{ order_id: string; authority_id: string; serial_number: Uint8Array; not_after: Date }>`
      UPDATE ca.intent SET state = 'doubtful' WHERE state = 'intended' ${which} RETURNING order_id, authority_id, serial_number, not_after`.execute(
      db,
    )
    if (rows.length === 0) return []
    await sql`UPDATE ca.issue_order SET live_decision_sha256 = NULL WHERE order_id = ANY(${rows.map((row) => row.order_id)}::uuid[])`.execute(
      db,
    )
    const first = await nextPositions(db, rows.length)
    await sql`
      INSERT INTO ca.revocation (authority_id, serial_number, reason, revoked_at, not_after, position, origin)
      SELECT a, s, 'unspecified', ${new Date(atMs)}, n, p, 'doubt' FROM unnest(
        ${rows.map((row) => row.authority_id)}::text[], ${rows.map((row) => binary(row.serial_number))}::bytea[], ${rows.map((row) => row.not_after)}::timestamptz[],
        ${rows.map((_row, index) => first + index)}::bigint[]) AS u(a, s, n, p)`.execute(db)
    return rows.map((row) => ({ orderId: row.order_id, authorityId: row.authority_id, serial: row.serial_number }))
  },
})

const findOrders = prepared<OrderRow>(`
  SELECT o.order_id, o.release_sha256, o.attempt, o.spki_sha256, i.authority_id, i.serial_number, i.state, c.not_before, c.not_after, d.der
    FROM ca.issue_order o JOIN ca.intent i ON i.order_id = o.order_id
    LEFT JOIN ca.certificate c ON c.order_id = o.order_id
    LEFT JOIN ca.certificate_der d ON d.authority_id = c.authority_id AND d.serial_number = c.serial_number
   WHERE o.order_id = ANY($1::uuid[]) OR o.release_sha256 = ANY($2::text[])`)

const claimKeys = prepared<{ readonly spki_sha256: string }>(`
  INSERT INTO ca.certified_key (spki_sha256, order_id)
  SELECT k, o FROM unnest($1::text[], $2::uuid[]) AS t(k, o) ORDER BY k
  ON CONFLICT (spki_sha256) DO NOTHING RETURNING spki_sha256`)

const addOrders = prepared<{ readonly order_id: string }>(`
  INSERT INTO ca.issue_order (order_id, kind, release_sha256, attempt, live_decision_sha256, spki_sha256, evidence, entered_at)
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::text[], $7::json[], $8::timestamptz[])
  ON CONFLICT DO NOTHING RETURNING order_id`)

const addIntents = prepared(`
  INSERT INTO ca.intent (authority_id, serial_number, order_id, profile_id, tbs, not_after, state, intended_at)
  SELECT a, s, o, p, t, n, 'intended', i
    FROM unnest($1::text[], $2::bytea[], $3::uuid[], $4::text[], $5::bytea[], $6::timestamptz[], $7::timestamptz[]) AS u(a, s, o, p, t, n, i)`)

const settleIntents = prepared<{ readonly order_id: string }>(`
  UPDATE ca.intent SET state = 'signed' WHERE order_id = ANY($1::uuid[]) AND state = 'intended' RETURNING order_id`)

/** One statement, so that a certificate and its octets exist together and the batch pays one round trip. */
const addCertificates = prepared(`
  WITH stored AS (
    SELECT * FROM unnest($1::text[], $2::bytea[], $3::uuid[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[], $8::bytea[])
      AS u(authority_id, serial_number, order_id, spki_sha256, not_before, not_after, signed_at, der)
  ), octets AS (
    INSERT INTO ca.certificate_der (authority_id, serial_number, der) SELECT authority_id, serial_number, der FROM stored
  )
  INSERT INTO ca.certificate (authority_id, serial_number, order_id, spki_sha256, not_before, not_after, signed_at)
  SELECT authority_id, serial_number, order_id, spki_sha256, not_before, not_after, signed_at FROM stored`)

interface OrderRow {
  readonly order_id: string
  readonly release_sha256: string | null
  readonly attempt: number
  readonly spki_sha256: string
  readonly authority_id: string
  readonly serial_number: Uint8Array
  readonly state: IntentState
  readonly not_before: Date | null
  readonly not_after: Date | null
  readonly der: Uint8Array | null
}

interface CertificateRow {
  readonly authority_id: string
  readonly serial_number: Uint8Array
  readonly not_after: Date
}

interface RevokedRow extends Pick<CertificateRow, 'authority_id' | 'serial_number'> {
  readonly reason: RevocationReason
}

const rowKey = (row: Pick<CertificateRow, 'authority_id' | 'serial_number'>): string => `${row.authority_id}/${toHex(row.serial_number)}`

const toRecord = (row: OrderRow): OrderRecord => ({
  orderId: row.order_id,
  releaseSha256: row.release_sha256,
  attempt: row.attempt,
  spkiSha256: row.spki_sha256,
  authorityId: row.authority_id,
  serial: row.serial_number,
  state: row.state,
  certificate:
    row.der === null || row.not_before === null || row.not_after === null
      ? null
      : { der: row.der, notBeforeMs: row.not_before.getTime(), notAfterMs: row.not_after.getTime() },
})
