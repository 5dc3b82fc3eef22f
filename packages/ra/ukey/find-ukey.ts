import type { ErrorCode } from '@certhall/contract/errors'
import { ukeySerial } from '@certhall/contract/ukey/serial-list'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import type { StaffActor } from '../actor.ts'
import type { TransactionOf } from '../ports.ts'
import type { StaffRepository } from '../staff/ports.ts'
import { maySeeUkeys } from './policy.ts'
import type { StoredUkey, UkeyAddress, UkeyMovement, UkeyRepository } from './ports.ts'

export interface FindDeps {
  readonly transaction: TransactionOf<{ readonly ukeys: UkeyRepository; readonly staff: StaffRepository }>
}

export interface UkeyCareer {
  readonly ukey: StoredUkey
  readonly movements: readonly (UkeyMovement & { readonly by: string | null })[]
}

/** One UKEY with everything that happened to it, and by whom. */
export const findUkey =
  ({ transaction }: FindDeps) =>
  async ({ modelId, serialNumber }: UkeyAddress, actor: StaffActor): Promise<UkeyCareer> => {
    orThrow(maySeeUkeys(actor))
    return transaction(async ({ ukeys, staff }) => {
      const address = { modelId, serialNumber: ukeySerial(serialNumber) ?? '' }
      const ukey = await ukeys.one(address)
      if (ukey === undefined) throw new AppError<ErrorCode>('missing.ukey', { detail: { serialNumber: address.serialNumber } })
      const movements = await ukeys.movements(address)
      const people = await staff.people([...new Set(movements.flatMap(({ personId }) => personId ?? []))])
      const nameOf = (id: string | null): string | null => people.find(({ personId }) => personId === id)?.name ?? null
      return { ukey, movements: movements.map((each) => ({ ...each, by: nameOf(each.personId) })) }
    })
  }
