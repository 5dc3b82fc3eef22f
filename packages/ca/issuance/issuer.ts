import type { Clock } from '@certhall/kernel/clock'
import type { Log } from '@certhall/kernel/log'
import type { Random } from '@certhall/kernel/random'
import type { ProfileBook } from '../profile/profile-book.ts'
import type { Ledger, Signing } from '../ports.ts'

/** What every use case of issuance needs. */
export interface IssuerDeps {
  readonly ledger: Ledger
  readonly signing: Signing
  readonly profiles: ProfileBook
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Orders whose intent this process has between its two transactions: any other open intent is doubt. */
  readonly inHand: Set<string>
}
