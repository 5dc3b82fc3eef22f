import type { ErrorCode } from '@certhall/contract/errors'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import type { Clock } from '@certhall/kernel/clock'
import type { StaffActor } from '../actor.ts'
import type { BaseTransaction, TransactionOf } from '../ports.ts'
import { firstState } from './lifecycle.ts'
import { mayMoveUkeys } from './policy.ts'
import type { UkeyRepository } from './ports.ts'
import { serialsOf } from './serials-of.ts'

export interface ReceiveDeps {
  readonly clock: Clock
  readonly transaction: TransactionOf<BaseTransaction & { readonly ukeys: UkeyRepository }>
  /** Whether the catalogue knows it: no client could open another. */
  readonly isModel: (modelId: string) => boolean
}

export interface Receipt {
  readonly modelId: string
  readonly serialNumbers: readonly string[]
}

export interface Received {
  readonly received: number
  readonly known: readonly string[]
}

/** 入库: new ones are put on the books; those that are there already stay as they are, so that a list may be sent twice. */
export const receiveUkeys =
  (deps: ReceiveDeps) =>
  async ({ modelId, serialNumbers }: Receipt, actor: StaffActor): Promise<Received> => {
    orThrow(mayMoveUkeys(actor))
    const code: ErrorCode = 'input.unknown-choice'
    if (!deps.isModel(modelId)) throw new AppError<ErrorCode>(code, { issues: [{ field: 'modelId', code }] })
    const serials = serialsOf(serialNumbers)
    return deps.transaction(async ({ ukeys, audit }) => {
      const atMs = deps.clock.nowMs()
      const state = firstState.supplier
      const how = { source: 'supplier', state, applicationNo: null, personId: actor.personId, atMs } as const
      const added = await ukeys.add(serials.map((serialNumber) => ({ modelId, serialNumber, ...how })))
      const event = { type: 'ukey.received', actor, role: 'issuer', after: state } as const
      await audit.append(...[...added].map((serialNumber) => ({ ...event, detail: { modelId, serialNumber } })))
      return { received: added.size, known: serials.filter((serialNumber) => !added.has(serialNumber)) }
    })
  }
