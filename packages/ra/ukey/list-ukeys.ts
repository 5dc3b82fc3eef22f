import { orThrow } from '@certhall/kernel/app-error'
import type { StaffActor } from '../actor.ts'
import type { TransactionOf } from '../ports.ts'
import { maySeeUkeys } from './policy.ts'
import type { ModelBalance, StoredUkey, UkeyAddress, UkeyFilter, UkeyRepository } from './ports.ts'

export interface ListDeps {
  readonly transaction: TransactionOf<{ readonly ukeys: UkeyRepository }>
}

export interface UkeyPage {
  readonly ukeys: readonly StoredUkey[]
  readonly balance: readonly ModelBalance[]
}

/** The stock by model and serial number, with the balance of every model beside it. */
export const listUkeys =
  ({ transaction }: ListDeps) =>
  async (filter: UkeyFilter, after: UkeyAddress | undefined, limit: number, actor: StaffActor): Promise<UkeyPage> => {
    orThrow(maySeeUkeys(actor))
    return transaction(async ({ ukeys }) => ({ ukeys: await ukeys.find(filter, after, limit), balance: await ukeys.balance() }))
  }
