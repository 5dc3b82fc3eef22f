import type { CrlHead, CrlLedger, CrlRecord, CrlReservation, DeltaRecord } from '@certhall/ca/ports'
import { type Kysely, sql } from 'kysely'
import { binary } from './binary.ts'

export const crlLedger = (db: Kysely<unknown>): CrlLedger => ({
  reserveCrl: async (authorityId, atMs) => {
    const { rows } = await sql<{ crl_number: number }>`
      INSERT INTO ca.crl_head (authority_id, crl_number) VALUES (${authorityId}, 1)
      ON CONFLICT (authority_id) DO UPDATE SET crl_number = ca.crl_head.crl_number + 1 RETURNING crl_number`.execute(db)
    const { published, delta } = await headsOf(db, authorityId)
    const base = await oldestValid(db, authorityId, atMs)
    // Committed positions only: their revocations can be read by whoever reads from here on.
    const feed = await sql<{ position: number }>`SELECT position FROM ca.feed`.execute(db)
    return { crlNumber: rows[0]?.crl_number ?? 0, position: feed.rows[0]?.position ?? 0, published, delta, base }
  },

  publishCrl: async (crl, delta) => {
    if (!(await mayFollow(db, crl, delta))) return false
    await enterFull(db, crl)
    if (delta !== undefined) await enterDelta(db, delta)
    await forgetOld(db, crl)
    return true
  },

  publishDelta: async (delta) => {
    if (!(await mayFollow(db, delta, delta))) return false
    await enterDelta(db, delta)
    return true
  },

  publishedCrls: () => heads(db, 'ca.crl', 'published_number'),

  publishedDeltas: () => heads(db, 'ca.delta_crl', 'delta_number'),

  lastRevocations: async () => {
    const { rows } = await sql<{ authority_id: string; position: number }>`
      SELECT a.authority_id, r.position FROM ca.authority a
        CROSS JOIN LATERAL (SELECT position FROM ca.revocation WHERE authority_id = a.authority_id ORDER BY position DESC LIMIT 1) r`.execute(
      db,
    )
    return new Map(rows.map((row) => [row.authority_id, row.position]))
  },

  crlDer: (authorityId, crlNumber) => derOf(db, 'ca.crl', authorityId, crlNumber),

  deltaDer: (authorityId, crlNumber) => derOf(db, 'ca.delta_crl', authorityId, crlNumber),
})

/** Two days of hourly lists stay at hand for whoever looks into an incident. */
const keptLists = 48

/** Under the lock of the head: numbers and times never go back, and a delta continues every full list that is still valid. */
const mayFollow = async (db: Kysely<unknown>, crl: CrlRecord, delta: DeltaRecord | undefined): Promise<boolean> => {
  const { authorityId, crlNumber, thisUpdateMs } = crl
  await sql`SELECT 1 FROM ca.crl_head WHERE authority_id = ${authorityId} FOR UPDATE`.execute(db)
  const { published, delta: deltaBefore } = await headsOf(db, authorityId)
  const isLater = (before: CrlHead | undefined): boolean =>
    before === undefined || (before.crlNumber < crlNumber && before.thisUpdateMs <= thisUpdateMs)
  if (!isLater(published) || !isLater(deltaBefore)) return false
  if (delta === undefined) return true
  const oldest = await oldestValid(db, authorityId, thisUpdateMs)
  return oldest === undefined || delta.baseNumber <= oldest.crlNumber
}

const oldestValid = async (db: Kysely<unknown>, authorityId: string, atMs: number): Promise<CrlReservation['base']> => {
  const { rows } = await sql<{ crl_number: number; position: number }>`
    SELECT crl_number, position FROM ca.crl
     WHERE authority_id = ${authorityId} AND next_update > ${new Date(atMs)} ORDER BY crl_number LIMIT 1`.execute(db)
  return rows[0] === undefined ? undefined : { crlNumber: rows[0].crl_number, position: rows[0].position }
}

const enterFull = async (db: Kysely<unknown>, crl: CrlRecord): Promise<void> => {
  const { authorityId, crlNumber, position, entryCount, der } = crl
  await sql`INSERT INTO ca.crl (authority_id, crl_number, this_update, next_update, position, entry_count, der)
    VALUES (${authorityId}, ${crlNumber}, ${new Date(crl.thisUpdateMs)}, ${new Date(crl.nextUpdateMs)},
            ${position}, ${entryCount}, ${binary(der)})`.execute(db)
  await sql`UPDATE ca.crl_head SET published_number = ${crlNumber} WHERE authority_id = ${authorityId}`.execute(db)
}

const enterDelta = async (db: Kysely<unknown>, delta: DeltaRecord): Promise<void> => {
  const { authorityId, crlNumber, baseNumber, position, entryCount, der } = delta
  await sql`INSERT INTO ca.delta_crl (authority_id, crl_number, base_number, this_update, next_update, position, entry_count, der)
    VALUES (${authorityId}, ${crlNumber}, ${baseNumber}, ${new Date(delta.thisUpdateMs)}, ${new Date(delta.nextUpdateMs)},
            ${position}, ${entryCount}, ${binary(der)})`.execute(db)
  await sql`UPDATE ca.crl_head SET delta_number = ${crlNumber} WHERE authority_id = ${authorityId}`.execute(db)
  await sql`DELETE FROM ca.delta_crl WHERE authority_id = ${authorityId} AND crl_number < ${crlNumber - keptLists}`.execute(db)
}

/** The octets go first; a number stays as long as a relying party may hold its list. */
const forgetOld = async (db: Kysely<unknown>, { authorityId, crlNumber, thisUpdateMs }: CrlRecord): Promise<void> => {
  const old = sql`authority_id = ${authorityId} AND crl_number < ${crlNumber - keptLists}`
  await sql`UPDATE ca.crl SET der = NULL WHERE ${old} AND der IS NOT NULL`.execute(db)
  await sql`DELETE FROM ca.crl WHERE ${old} AND next_update <= ${new Date(thisUpdateMs)}`.execute(db)
}

type ListTable = 'ca.crl' | 'ca.delta_crl'
type HeadNumber = 'published_number' | 'delta_number'

const headsOf = async (db: Kysely<unknown>, authorityId: string): Promise<Pick<CrlReservation, 'published' | 'delta'>> => {
  const [published] = await heads(db, 'ca.crl', 'published_number', authorityId)
  const [delta] = await heads(db, 'ca.delta_crl', 'delta_number', authorityId)
  return { published, delta }
}

const heads = async (db: Kysely<unknown>, table: ListTable, number: HeadNumber, authorityId?: string): Promise<readonly CrlHead[]> => {
  const which = authorityId === undefined ? sql`` : sql`WHERE h.authority_id = ${authorityId}`
  const { rows } = await sql<HeadRow>`
    SELECT c.authority_id, c.crl_number, c.this_update, c.next_update, c.position, c.entry_count FROM ca.crl_head h
      JOIN ${sql.table(table)} c ON c.authority_id = h.authority_id AND c.crl_number = ${sql.ref(`h.${number}`)} ${which}`.execute(db)
  return rows.map((row) => ({
    authorityId: row.authority_id,
    crlNumber: row.crl_number,
    thisUpdateMs: row.this_update.getTime(),
    nextUpdateMs: row.next_update.getTime(),
    position: row.position,
    entryCount: row.entry_count,
  }))
}

const derOf = async (db: Kysely<unknown>, table: ListTable, authorityId: string, crlNumber: number): Promise<Uint8Array | undefined> => {
  const { rows } = await sql<{ der: Uint8Array | null }>`
    SELECT der FROM ${sql.table(table)} WHERE authority_id = ${authorityId} AND crl_number = ${crlNumber}`.execute(db)
  return rows[0]?.der ?? undefined
}

interface HeadRow {
  readonly authority_id: string
  readonly crl_number: number
  readonly this_update: Date
  readonly next_update: Date
  readonly position: number
  readonly entry_count: number
}
