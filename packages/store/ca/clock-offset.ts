import type { ClockOffset } from '@certhall/ca/evaluation/move-clock'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { type Kysely, sql } from 'kysely'
import { reading, sqlState } from '../transaction.ts'

/** The offset of the evaluation clock: the signer's account may raise it, the responder's may read it. No row, no time. */
export const clockOffset = (database: Kysely<unknown>): ClockOffset => ({
  read: async () => {
    const offsetMs = await readRow(database)
    if (offsetMs === undefined) throw new AppError<ErrorCode>('internal.evaluation-clock', { detail: { reason: 'missing' } })
    return offsetMs
  },
  raise: (fromMs, toMs) =>
    reading(async () => {
      const { numAffectedRows } =
        await sql`UPDATE ca.evaluation_clock SET offset_ms = ${toMs} WHERE singleton AND offset_ms = ${fromMs} AND offset_ms < ${toMs}`.execute(
          database,
        )
      return numAffectedRows === 1n
    }),
})

const readRow = async (database: Kysely<unknown>): Promise<number | undefined> => {
  try {
    const { rows } = await reading(() =>
      sql<{ offset_ms: string | number | bigint }>`SELECT offset_ms FROM ca.evaluation_clock WHERE singleton`.execute(database),
    )
    return rows[0] === undefined ? undefined : Number(rows[0].offset_ms)
  } catch (error) {
    const reason = refusals[sqlState(error) ?? '']
    if (reason === undefined) throw error
    throw new AppError<ErrorCode>('internal.evaluation-clock', { detail: { reason }, cause: error })
  }
}

const refusals: Readonly<Record<string, string>> = { '42P01': 'no-table', '3F000': 'no-table', '42501': 'not-permitted' }
