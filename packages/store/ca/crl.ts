import type { CrlHead, CrlLedger } from '@certhall/ca/ports'
import { type Kysely, sql } from 'kysely'
import { binary } from './binary.ts'

export const crlLedger = (db: Kysely<unknown>): CrlLedger => ({
  reserveCrl: async (authorityId) => {
    const { rows } = await sql<{ crl_number: number }>`
      INSERT INTO ca.crl_head (authority_id, crl_number) VALUES (${authorityId}, 1)
      ON CONFLICT (authority_id) DO UPDATE SET crl_number = ca.crl_head.crl_number + 1 RETURNING crl_number`.execute(db)
    const [published] = await heads(db, sql`AND h.authority_id = ${authorityId}`)
    // Committed positions only: their revocations can be read by whoever reads from here on.
    const feed = await sql<{ position: number }>`SELECT position FROM ca.feed`.execute(db)
    return { crlNumber: rows[0]?.crl_number ?? 0, published, position: feed.rows[0]?.position ?? 0 }
  },

  publishCrl: async ({ authorityId, crlNumber, thisUpdateMs, nextUpdateMs, position, entryCount, der }) => {
    await sql`SELECT 1 FROM ca.crl_head WHERE authority_id = ${authorityId} FOR UPDATE`.execute(db)
    const [published] = await heads(db, sql`AND h.authority_id = ${authorityId}`)
    if (published !== undefined && (published.crlNumber >= crlNumber || published.thisUpdateMs > thisUpdateMs)) return false
    await sql`INSERT INTO ca.crl (authority_id, crl_number, this_update, next_update, position, entry_count, der)
      VALUES (${authorityId}, ${crlNumber}, ${new Date(thisUpdateMs)}, ${new Date(nextUpdateMs)}, ${position}, ${entryCount}, ${binary(der)})`.execute(db)
    await sql`UPDATE ca.crl_head SET published_number = ${crlNumber} WHERE authority_id = ${authorityId}`.execute(db)
    await sql`DELETE FROM ca.crl WHERE authority_id = ${authorityId} AND crl_number < ${crlNumber - keptLists}`.execute(db)
    return true
  },

  publishedCrls: () => heads(db, sql``),

  lastRevocations: async () => {
    const { rows } = await sql<{ authority_id: string; position: number }>`
      SELECT a.authority_id, r.position FROM ca.authority a
        CROSS JOIN LATERAL (SELECT position FROM ca.revocation WHERE authority_id = a.authority_id ORDER BY position DESC LIMIT 1) r`.execute(db)
    return new Map(rows.map((row) => [row.authority_id, row.position]))
  },

  crlDer: async (authorityId, crlNumber) => {
    const { rows } = await sql<{ der: Uint8Array }>`SELECT der FROM ca.crl WHERE authority_id = ${authorityId} AND crl_number = ${crlNumber}`.execute(db)
    return rows[0]?.der
  },
})

/** Two days of hourly lists stay at hand for whoever looks into an incident. */
const keptLists = 48

const heads = async (db: Kysely<unknown>, which: ReturnType<typeof sql>): Promise<readonly CrlHead[]> => {
  const { rows } = await sql<HeadRow>`
    SELECT c.authority_id, c.crl_number, c.this_update, c.next_update, c.position FROM ca.crl_head h
      JOIN ca.crl c ON c.authority_id = h.authority_id AND c.crl_number = h.published_number WHERE true ${which}`.execute(db)
  return rows.map((row) => ({
    authorityId: row.authority_id, crlNumber: row.crl_number, thisUpdateMs: row.this_update.getTime(), nextUpdateMs: row.next_update.getTime(), position: row.position,
  }))
}

interface HeadRow {
  readonly authority_id: string
  readonly crl_number: number
  readonly this_update: Date
  readonly next_update: Date
  readonly position: number
}
