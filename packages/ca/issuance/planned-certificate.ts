import type { LedgerTransaction, OrderKind } from '../ports.ts'
import type { LintedCertificate } from './lint-certificate.ts'
import type { Target } from './target.ts'

/** A linted certificate with its order: what may become an intent. */
export interface PlannedCertificate {
  readonly orderId: string
  readonly kind: OrderKind
  readonly releaseSha256: string | null
  readonly decisionSha256: string | null
  readonly spkiSha256: string
  /** JSON text: all that this certificate stands on. */
  readonly evidence: string
  readonly linted: LintedCertificate
  /** The certificate that this one follows; it is looked at in the transaction of the intent. */
  readonly target?: Target
  /** More to store together with the certificate. */
  readonly settle?: (transaction: LedgerTransaction, der: Uint8Array) => Promise<void>
}
