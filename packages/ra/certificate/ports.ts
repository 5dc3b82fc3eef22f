import type { CertificateKey } from '@certhall/contract/application/follow-up'
import type { CertificateType, Medium } from '@certhall/contract/application/vocabulary'
import type { CertificateState, RevocationReason } from '@certhall/contract/certificate/vocabulary'
import type { IssueOrder, IssueOutcome } from '@certhall/contract/signer/issue'
import type { Authority, ProfileSummary } from '@certhall/contract/signer/other'

/** The registration side's copy of a certificate; what it is in law stands in the signer's ledger. */
export interface StoredCertificate {
  readonly authorityId: string
  /** 38 hexadecimal digits. */
  readonly serialNumber: string
  readonly applicationNo: string
  readonly passcodeId: string
  readonly orgCode: string
  readonly projectId: string
  readonly certificateType: CertificateType
  readonly medium: Medium
  readonly state: CertificateState
  /** RFC 4514. */
  readonly subject: string
  readonly spkiSha256: string
  readonly notBeforeMs: number
  readonly notAfterMs: number
  readonly storedAtMs: number
  readonly confirmedAtMs: number | null
  readonly frozenAtMs: number | null
  readonly endedAtMs: number | null
  readonly endReason: string | null
  /** A renewal is installed: this one ends then (project overlap, never past its own end). */
  readonly endsAtMs: number | null
  readonly der: Uint8Array
}

export interface CertificateEnd {
  readonly authorityId: string
  readonly serialNumber: string
  readonly reason: RevocationReason
  readonly atMs: number
}

export interface CertificateRepository {
  /** One statement a table; gives the serials that were not stored before (a repeat stores nothing). */
  readonly addAll: (certificates: readonly StoredCertificate[]) => Promise<ReadonlySet<string>>
  /** valid and unconfirmed → confirmed; false when it was not so. */
  readonly confirm: (authorityId: string, serialNumber: string, atMs: number) => Promise<boolean>
  /** valid or frozen → revoked; false when it had ended already. */
  readonly revoke: (end: CertificateEnd) => Promise<boolean>
  readonly one: (key: CertificateKey) => Promise<StoredCertificate | undefined>
  /** The same with a row lock: freeze, end and confirmation of one certificate come one after the other (I17). */
  readonly lock: (key: CertificateKey) => Promise<StoredCertificate | undefined>
  readonly bySha256: (certificateSha256: string) => Promise<StoredCertificate | undefined>
  /** All of an organisation that were confirmed, newest end first. */
  readonly ofOrganization: (orgCode: string) => Promise<readonly StoredCertificate[]>
  /** valid → frozen; false when it was not so. */
  readonly freeze: (key: CertificateKey, atMs: number) => Promise<boolean>
  /** Sets the end of an overlap; only on a valid one. */
  readonly endLater: (key: CertificateKey, endsAtMs: number) => Promise<boolean>
  /**
   * Past the end of their overlap, oldest first: valid ones, and frozen ones that no application is open on. A reported loss
   * or compromise is a better reason than being superseded; when it is not approved, the certificate is due.
   */
  readonly overlapOver: (nowMs: number, limit: number) => Promise<readonly StoredCertificate[]>
  /** Valid or frozen and past their own end. */
  readonly pastEnd: (nowMs: number, limit: number) => Promise<readonly CertificateKey[]>
  /** valid or frozen → expired; false when it was not so. */
  readonly expire: (key: CertificateKey, atMs: number) => Promise<boolean>
  /** Issued and not confirmed (I21), valid or frozen, oldest first. */
  readonly unconfirmed: (storedBeforeMs: number, limit: number) => Promise<readonly StoredCertificate[]>
}

/** The signer, as the registration side may use it. Throws AppError `busy.signer` when it does not answer. */
export interface CertificateAuthority {
  readonly issue: (orders: readonly IssueOrder[]) => Promise<readonly IssueOutcome[]>
  readonly orderStatus: (orderIds: readonly string[]) => Promise<readonly IssueOutcome[]>
  readonly revoke: (request: {
    authorityId: string
    serialNumber: string
    reason: RevocationReason
    applicationNo: string | null
  }) => Promise<{ revokedAt: string; reason: string }>
  readonly authorities: () => Promise<readonly Authority[]>
  readonly profiles: () => Promise<readonly ProfileSummary[]>
}
