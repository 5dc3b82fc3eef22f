import type { Actor } from '../actor.ts'
import type { BaseTransaction, TransactionOf } from '../ports.ts'
import type { AuditRecord } from './ports.ts'

export interface RecordClockMoveDeps {
  readonly record: Pick<AuditRecord, 'list'>
  readonly transaction: TransactionOf<BaseTransaction>
}

/**
 * Evaluation: how far the hall's clock is ahead is on record, so that an auditor understands the times of all other events.
 * Asked when it was moved and at every start, since it can be moved while no server runs. False when it is on record already.
 */
export const recordClockMove =
  ({ record, transaction }: RecordClockMoveDeps) =>
  async (offsetMs: number): Promise<boolean> => {
    const [newest] = await record.list({ applicationNo: null, type: 'evaluation.clock-moved' }, undefined, 1)
    const fromMs = Number(newest?.event.detail['offsetMs'] ?? 0)
    if (offsetMs === fromMs) return false
    await transaction(({ audit }) =>
      audit.append({ type: 'evaluation.clock-moved', actor: clockwork, detail: { offsetMs, byMs: offsetMs - fromMs } }),
    )
    return true
  }

const clockwork: Actor = { kind: 'system', name: 'evaluation-clock' }
