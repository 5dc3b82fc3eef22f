import type { SignedStatement } from '@certhall/contract/statement/statements'
import type { Violation } from './invariants.ts'

/** Times that the queries compare with; SQL has no clock of its own. */
export interface InvariantTimes {
  /** An unconfirmed certificate stored before this should have been ended by the expiry round. */
  readonly overdueMs: number
  /** What was due before this should have been done by its round. */
  readonly lateMs: number
  /** An approval of before this, without a release since, should have lapsed. */
  readonly unreleasedMs: number
}

/** A case whose decision, releases and certificates are compared with one another. */
export interface SignedCase {
  readonly applicationNo: string
  readonly snapshot: string
  readonly snapshotSha256: string
  /** Of the revision that the snapshot is. */
  readonly decision: KeptStatement | null
  readonly releases: readonly KeptRelease[]
  readonly certificates: readonly KeptCertificate[]
}

export interface KeptStatement extends SignedStatement {
  readonly textSha256: string
}

export interface KeptRelease extends KeptStatement {
  readonly releaseId: string
  readonly decisionSha256: string
}

export interface KeptCertificate {
  readonly serialNumber: string
  readonly spkiSha256: string
  readonly der: Uint8Array
}

/** One signing order as this side remembers it, from the audit record and the PASSCODE's row. */
export interface KeptOrder {
  readonly orderId: string
  readonly passcodeId: string
  readonly orderedAtMs: number
  /** What is stored for that PASSCODE. */
  readonly serialNumber: string | null
  readonly der: Uint8Array | null
}

export interface KeptPaper {
  readonly documentId: string
  readonly sha256: string
  readonly sizeBytes: number
  readonly sealed: Uint8Array
  /** What the box is bound to. */
  readonly context: string
}

/** The registration tables, read for what contradicts itself. Everything goes by pages of case numbers. */
export interface InvariantRecord {
  /** Case numbers after `after`: all of them, or those with an audit event since `sinceMs`. */
  readonly cases: (sinceMs: number | null, after: string, limit: number) => Promise<readonly string[]>
  /** One statement an invariant, all of one snapshot of the database. */
  readonly violations: (cases: readonly string[], times: InvariantTimes) => Promise<readonly Violation[]>
  readonly signedCases: (cases: readonly string[]) => Promise<readonly SignedCase[]>
  readonly orders: (cases: readonly string[]) => Promise<readonly KeptOrder[]>
  readonly papers: (cases: readonly string[], uploadedSinceMs: number | null) => AsyncIterable<KeptPaper>
  /** UKEYs changed since then (null: all) that are not where their movements lead, and models whose balance is not zero. */
  readonly stock: (sinceMs: number | null) => Promise<readonly Violation[]>
  /** Events written before `beforeMs` that are not chained yet. */
  readonly waitingSince: (beforeMs: number) => Promise<readonly string[]>
}
