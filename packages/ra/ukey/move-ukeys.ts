import type { ErrorCode } from '@certhall/contract/errors'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import type { UkeyAct } from '@certhall/contract/ukey/vocabulary'
import type { Clock } from '@certhall/kernel/clock'
import type { StaffActor } from '../actor.ts'
import type { AuditEventType } from '../audit/audit-event.ts'
import type { BaseTransaction, TransactionOf } from '../ports.ts'
import { accountOf, nextUkeyState } from './lifecycle.ts'
import { mayMoveUkeys } from './policy.ts'
import type { StoredUkey, UkeyRepository } from './ports.ts'
import { serialsOf } from './serials-of.ts'

export interface MoveDeps {
  readonly clock: Clock
  readonly transaction: TransactionOf<BaseTransaction & { readonly ukeys: UkeyRepository }>
}

export interface MoveOrder {
  readonly modelId: string
  readonly serialNumbers: readonly string[]
  readonly place: string | null
  readonly reason: string | null
}

/** A movement by the staff: all of the named ones or none, each from the state that it was read in. */
export const moveUkeys =
  ({ clock, transaction }: MoveDeps, act: UkeyAct, type: AuditEventType) =>
  async ({ modelId, serialNumbers, place, reason }: MoveOrder, actor: StaffActor): Promise<number> => {
    orThrow(mayMoveUkeys(actor))
    const serials = serialsOf(serialNumbers)
    return transaction(async ({ ukeys, audit }) => {
      const found = await ukeys.lock(modelId, serials)
      const unknown = serials.find((serialNumber) => !found.some((ukey) => ukey.serialNumber === serialNumber))
      if (unknown !== undefined) throw new AppError<ErrorCode>('missing.ukey', { detail: { serialNumber: unknown } })
      const order = { place, reason, personId: actor.personId, atMs: clock.nowMs() }
      const moves = found.map((ukey) => ({ ...order, ukey, to: stateAfter(ukey, act), applicationNo: null }))
      if ((await ukeys.move(moves)) !== moves.length) throw new AppError<ErrorCode>('state.conflict')
      await audit.append(
        ...moves.map(({ ukey, to }) => ({
          type,
          actor,
          role: 'issuer' as const,
          before: accountOf(ukey),
          after: accountOf({ state: to, place }),
          detail: { modelId, serialNumber: ukey.serialNumber, ...(reason === null ? {} : { reason }) },
        })),
      )
      return moves.length
    })
  }

/** The refusal names the one that stands in the way. */
const stateAfter = (ukey: StoredUkey, act: UkeyAct) => {
  const next = nextUkeyState(ukey.state, act)
  if (!next.ok) throw new AppError<ErrorCode>(next.code, { detail: { serialNumber: ukey.serialNumber, state: ukey.state, act } })
  return next.value
}
