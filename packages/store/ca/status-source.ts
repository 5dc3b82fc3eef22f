import { isRevocationReason } from '@certhall/contract/certificate/vocabulary'
import type { PublishedAuthority, PublishedCrl, StatusSource } from '@certhall/ca/ocsp/ports'
import { fromHex, toHex } from '@certhall/kernel/bytes'
import type pg from 'pg'
import { reading } from '../transaction.ts'

/** Status for the responder: named statements on the read-only account of the ledger. */
export const statusSource = (pool: pg.Pool): StatusSource => {
  const rows = <Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]> =>
    reading(async () => (await pool.query<Row>({ name, text, values })).rows)

  const published = async (table: 'ca.crl' | 'ca.delta_crl', number: HeadNumber, authorityId: string): Promise<PublishedCrl | null> => {
    const [row] = await rows<{ crl_number: string | number | bigint; this_update: Date; next_update: Date; der: Uint8Array }>(
      `responder-${number}-list`,
      `SELECT c.crl_number, c.this_update, c.next_update, c.der FROM ca.crl_head h
         JOIN ${table} c ON c.authority_id = h.authority_id AND c.crl_number = h.${number} WHERE h.authority_id = $1`,
      [authorityId],
    )
    return row === undefined
      ? null
      : { number: Number(row.crl_number), thisUpdateMs: row.this_update.getTime(), nextUpdateMs: row.next_update.getTime(), der: row.der }
  }
  const publishedNumber = async (number: HeadNumber, authorityId: string): Promise<number | null> => {
    const [row] = await rows<{ number: string | number | bigint | null }>(
      `responder-${number}`,
      `SELECT ${number} AS number FROM ca.crl_head WHERE authority_id = $1`,
      [authorityId],
    )
    return row?.number == null ? null : Number(row.number)
  }

  return {
    changesAfter: async (position, limit) => {
      const found = await rows<RevocationRow>(
        'responder-changes',
        'SELECT position, authority_id, serial_number, reason, revoked_at FROM ca.revocation WHERE position > $1 ORDER BY position LIMIT $2',
        [position, limit],
      )
      return found.map((row) => ({
        position: Number(row.position),
        authorityId: row.authority_id,
        serialNumber: toHex(row.serial_number),
        // A reason this version does not know is still a revocation.
        reason: isRevocationReason(row.reason) ? row.reason : 'unspecified',
        revokedAtMs: row.revoked_at.getTime(),
      }))
    },
    issued: async (authorityId, serialNumber) => {
      const [row] = await rows<{ not_after: Date }>(
        'responder-issued',
        'SELECT not_after FROM ca.certificate WHERE authority_id = $1 AND serial_number = $2',
        [authorityId, Buffer.from(fromHex(serialNumber))],
      )
      return row === undefined ? null : { notAfterMs: row.not_after.getTime() }
    },
    authorities: async () => {
      const found = await rows<AuthorityRow>(
        'responder-authorities',
        `SELECT a.authority_id, a.issuer_id, a.role, a.der, h.published_number IS NOT NULL AS has_list
           FROM ca.authority a LEFT JOIN ca.crl_head h ON h.authority_id = a.authority_id ORDER BY a.authority_id`,
        [],
      )
      return found.map((row) => ({
        authorityId: row.authority_id,
        issuerId: row.issuer_id,
        role: row.role,
        certificateDer: row.der,
        hasList: row.has_list,
      }))
    },
    currentCrl: (authorityId) => published('ca.crl', 'published_number', authorityId),
    currentCrlNumber: (authorityId) => publishedNumber('published_number', authorityId),
    currentDelta: (authorityId) => published('ca.delta_crl', 'delta_number', authorityId),
    currentDeltaNumber: (authorityId) => publishedNumber('delta_number', authorityId),
  }
}

interface AuthorityRow {
  readonly authority_id: string
  readonly issuer_id: string
  readonly role: PublishedAuthority['role']
  readonly der: Uint8Array
  readonly has_list: boolean
}

type HeadNumber = 'published_number' | 'delta_number'

interface RevocationRow {
  readonly position: string | number | bigint
  readonly authority_id: string
  readonly serial_number: Uint8Array
  readonly reason: string
  readonly revoked_at: Date
}
