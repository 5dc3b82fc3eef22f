import type { Actor } from '../actor.ts'
import type { BaseTransaction, TransactionOf } from '../ports.ts'
import type { Leaver, LeavingRepository, SignedCases } from './ports.ts'

export interface DisableStaffDeps {
  readonly transaction: TransactionOf<Pick<BaseTransaction, 'audit'> & { leaving: LeavingRepository }>
}

export interface Disabled {
  /** False when the hall had done it before. */
  readonly isNew: boolean
  readonly openCases: SignedCases
}

/** What the signer has done already is done in the hall: login and open sessions end with this transaction. */
export const disableStaff =
  (deps: DisableStaffDeps) =>
  async (leaver: Leaver, actor: Actor): Promise<Disabled> =>
    deps.transaction(async ({ leaving, audit }) => {
      const isNew = await leaving.disable(leaver)
      const openCases = await leaving.openCasesSignedBy(leaver.personId)
      if (isNew)
        await audit.append({
          type: 'staff.disabled',
          actor,
          detail: {
            personId: leaver.personId,
            name: leaver.name,
            roles: leaver.roles.join(' '),
            reason: leaver.reason,
            decidedCases: openCases.decided.length,
            releasedCases: openCases.released.length,
          },
        })
      return { isNew, openCases }
    })
