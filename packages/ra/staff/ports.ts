import type { LeavingReason, StaffRole } from '@certhall/contract/staff/roles'

export interface Person {
  readonly personId: string
  readonly name: string
  readonly roles: readonly StaffRole[]
  readonly disabledAtMs: number | null
}

/** A staff certificate with the person it belongs to, as the database has them now. */
export interface StaffCertificate {
  readonly certificateSha256: string
  readonly der: Uint8Array
  readonly notAfterMs: number
  readonly endedAtMs: number | null
  readonly person: Person
}

/** A person whom the signer's ledger has taken out of the staff. */
export interface Leaver {
  readonly personId: string
  readonly name: string
  readonly roles: readonly StaffRole[]
  readonly disabledAtMs: number
  readonly reason: LeavingReason
}

/** Approved cases whose certificate is not confirmed yet, by what the person signed in them. */
export interface SignedCases {
  readonly decided: readonly string[]
  readonly released: readonly string[]
}

/** What an operator's command may do to the staff. */
export interface LeavingRepository {
  /**
   * Mirrors a leaving, also of a person not known here yet, so that an enrolment on its way does not let them in. Their
   * certificates and sessions end with it. False when this was known already.
   */
  readonly disable: (leaver: Leaver) => Promise<boolean>
  readonly openCasesSignedBy: (personId: string) => Promise<SignedCases>
}

export interface StaffRepository {
  /** Mirrors what the signer's ledger entered at an enrolment. */
  readonly keepEnrolment: (enrolment: {
    person: Person
    certificateSha256: string
    der: Uint8Array
    notAfterMs: number
    atMs: number
  }) => Promise<void>
  readonly certificate: (certificateSha256: string) => Promise<StaffCertificate | undefined>
  readonly people: (personIds: readonly string[]) => Promise<readonly Person[]>
  readonly addChallenge: (challenge: { nonceSha256: Uint8Array; origin: string; expiresAtMs: number }) => Promise<void>
  /** Marks it as used and gives its origin; undefined when unknown, used or expired. Two takers cannot both have it. */
  readonly takeChallenge: (nonceSha256: Uint8Array, nowMs: number) => Promise<{ readonly origin: string } | undefined>
}

/** The staff side of the signer. Throws AppError `auth.enrolment-refused` for a bad token, `busy.signer` when silent. */
export interface StaffAuthority {
  readonly invitation: (token: string) => Promise<{ personId: string; name: string; roles: readonly StaffRole[]; expiresAt: string }>
  readonly enrol: (
    token: string,
    csr: string,
  ) => Promise<{ personId: string; name: string; roles: readonly StaffRole[]; certificate: string; notAfter: string }>
}
