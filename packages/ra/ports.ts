import type { Clock } from '@certhall/kernel/clock'
import type { Random } from '@certhall/kernel/random'
import type { AuditEvent } from './audit/audit-event.ts'
import type { Jobs } from './jobs.ts'

/**
 * What every transaction offers. Topics add their repositories by declaring `interface …Repository` in their own
 * `<topic>/ports.ts`; store/ra implements them; a use case asks for exactly those it touches:
 *
 *   type Deps = { transaction: TransactionOf<BaseTransaction & { applications: ApplicationRepository }>; clock: Clock }
 */
export interface BaseTransaction {
  readonly audit: { readonly append: (...events: readonly AuditEvent[]) => Promise<void> }
  readonly jobs: Jobs
}

/** Repositories exist only inside the callback; it may run again after a serialization failure, so it must be pure of side effects. */
export type TransactionOf<Repositories> = <Result>(work: (transaction: Repositories) => Promise<Result>) => Promise<Result>

export interface Ground {
  readonly clock: Clock
  readonly random: Random
}

/** Encryption at rest of forms and papers. `context` (table and key) is authenticated, so a box cannot be moved to another row. */
export interface Sealer {
  readonly seal: (plain: Uint8Array, context: string) => Uint8Array<ArrayBuffer>
  /** Throws AppError internal.unexpected when the box was altered or belongs elsewhere. */
  readonly open: (box: Uint8Array, context: string) => Uint8Array<ArrayBuffer>
}

/** Keyed digest for look-ups of personal data (mobile numbers) and for codes; `purpose` separates the uses. */
export interface Pepper {
  readonly digest: (purpose: string, value: string) => Uint8Array<ArrayBuffer>
}
