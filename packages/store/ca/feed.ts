import { type Kysely, sql } from 'kysely'

/**
 * The first of `count` new positions. The row stays locked until the transaction ends, so positions rise in the order of
 * commits and a reader that saw position n will never meet a smaller one later.
 */
export const nextPositions = async (db: Kysely<unknown>, count: number): Promise<number> => {
  const { rows } = await sql<{ position: number }>`UPDATE ca.feed SET position = position + ${count} RETURNING position`.execute(db)
  return (rows[0]?.position ?? 0) - count + 1
}
