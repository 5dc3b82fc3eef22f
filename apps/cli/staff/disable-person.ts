/** Taking a person out of the staff: the signer first, because what it refuses nobody can issue; then the hall's own doors. */
import type { DisabledPerson } from '@certhall/contract/signer/other'
import type { Actor } from '@certhall/ra/actor'
import { disableStaff } from '@certhall/ra/staff/disable-staff'
import type { SignedCases } from '@certhall/ra/staff/ports'
import type { Config } from '../config.ts'
import { withRegistrationDatabase } from '../registration-database.ts'
import type { DisableWish, SignerAdmin } from '../signer-admin.ts'
import { operatorTransaction } from '../wire.ts'

export interface Leaving {
  readonly person: DisabledPerson
  readonly isNew: boolean
  readonly openCases: SignedCases
}

/** A crash between the two leaves a person who may look but sign nothing; the same command again completes it. */
export const disablePerson = async (config: Config, signer: SignerAdmin, wish: DisableWish, actor: Actor): Promise<Leaving> => {
  const person = await signer.disable(wish)
  const { personId, name, roles, reason } = person
  const leaver = { personId, name, roles, reason, disabledAtMs: Date.parse(person.disabledAt) }
  const { isNew, openCases } = await withRegistrationDatabase(config, async ({ kysely }, hallClock) =>
    disableStaff({ transaction: operatorTransaction(kysely, await hallClock()) })(leaver, actor),
  )
  return { person, isNew, openCases }
}
