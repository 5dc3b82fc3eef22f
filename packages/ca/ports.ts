import type { RevocationReason } from '@certhall/contract/certificate/vocabulary'
import type { LeavingReason, StaffRole } from '@certhall/contract/staff/roles'
import type { AlgorithmName } from '@certhall/pki/algorithm'
import type { PublicKey } from '@certhall/pki/key/public-key'

/** What the CA asks of the world: a ledger that survives, and workers that sign and verify. */
export interface Ledger {
  /** The work may run again after a serialization failure: it does nothing but ask the transaction. */
  readonly transaction: <Result>(work: (transaction: LedgerTransaction) => Promise<Result>) => Promise<Result>
  /** Reads that need no common moment; nothing is written. */
  readonly read: <Result>(work: (transaction: LedgerTransaction) => Promise<Result>) => Promise<Result>
}

export interface LedgerTransaction extends OrderLedger, AuthorityLedger, StaffLedger, RevocationLedger, CrlLedger {}

export const orderKinds = Object.freeze(['holder', 'staff', 'delegate'] as const)
export type OrderKind = (typeof orderKinds)[number]
export type IntentState = 'intended' | 'signed' | 'doubtful'

/** An order with its intent and, once signed, its certificate: what the ledger knows of it. */
export interface OrderRecord {
  readonly orderId: string
  readonly releaseSha256: string | null
  readonly attempt: number
  readonly spkiSha256: string
  readonly authorityId: string
  readonly serial: Uint8Array
  readonly state: IntentState
  readonly certificate: { readonly der: Uint8Array; readonly notBeforeMs: number; readonly notAfterMs: number } | null
}

export interface NewOrder {
  readonly orderId: string
  readonly kind: OrderKind
  /** SHA-256 of what may be used once: the signed release, or the invitation's token. */
  readonly releaseSha256: string | null
  readonly decisionSha256: string | null
  readonly attempt: number
  readonly spkiSha256: string
  /** JSON text. */
  readonly evidence: string
  readonly enteredAtMs: number
}

export interface NewIntent {
  readonly orderId: string
  readonly authorityId: string
  readonly serial: Uint8Array
  readonly profileId: string
  readonly tbs: Uint8Array
  readonly notAfterMs: number
  readonly intendedAtMs: number
}

export interface SignedResult {
  readonly orderId: string
  readonly authorityId: string
  readonly serial: Uint8Array
  readonly spkiSha256: string
  readonly notBeforeMs: number
  readonly notAfterMs: number
  readonly signedAtMs: number
  readonly der: Uint8Array
}

export interface KeyClaim {
  readonly spkiSha256: string
  readonly orderId: string
}

export interface CertificateKey {
  readonly authorityId: string
  readonly serial: Uint8Array
}

export interface LockedCertificate extends CertificateKey {
  readonly notAfterMs: number
  readonly revokedFor: RevocationReason | null
}

export interface OrderLedger {
  readonly findOrders: (orderIds: readonly string[], releases: readonly string[]) => Promise<readonly OrderRecord[]>
  /** Keys that are now bound to their order; the others were certified or blocked before. */
  readonly claimKeys: (claims: readonly KeyClaim[]) => Promise<ReadonlySet<string>>
  /** Takes claims back: of an order that lost, or of a doubtful one whose release gets one more order. */
  readonly freeKeys: (claims: readonly KeyClaim[]) => Promise<void>
  readonly blockKey: (spkiSha256: string, reason: string) => Promise<void>
  /** Order ids that were entered; the others met an order, release or decision that is taken. */
  readonly addOrders: (orders: readonly NewOrder[]) => Promise<ReadonlySet<string>>
  readonly addIntents: (intents: readonly NewIntent[]) => Promise<void>
  /** Stores certificates of intents that are still open; order ids of the others are absent from the answer. */
  readonly settleSigned: (results: readonly SignedResult[]) => Promise<ReadonlySet<string>>
  readonly certificateDer: (authorityId: string, serial: Uint8Array) => Promise<Uint8Array | undefined>
  /** Those that were issued, with what is recorded of their revocation. Nobody revokes them until the transaction ends. */
  readonly lockCertificates: (keys: readonly CertificateKey[]) => Promise<readonly LockedCertificate[]>
  /** Open intents become doubtful and their serials revoked; all open ones with 'all'. Answers with those it changed. */
  readonly settleDoubtful: (
    orderIds: readonly string[] | 'all',
    atMs: number,
  ) => Promise<readonly { readonly orderId: string; readonly authorityId: string; readonly serial: Uint8Array }[]>
}

export type AuthorityRole = 'root' | 'issuing' | 'staff'

export interface AuthorityRecord {
  readonly authorityId: string
  readonly role: AuthorityRole
  readonly name: string
  readonly keyAlgorithm: AlgorithmName
  readonly issuerId: string
  readonly der: Uint8Array
  readonly notAfterMs: number
  readonly createdAtMs: number
}

export interface AuthorityLedger {
  readonly authorities: () => Promise<readonly AuthorityRecord[]>
  readonly addAuthority: (authority: AuthorityRecord) => Promise<void>
}

export interface StaffMember {
  readonly personId: string
  readonly name: string
  readonly roles: readonly StaffRole[]
  readonly disabled: { readonly atMs: number; readonly reason: LeavingReason } | null
}

/** A person with all certificates ever given, newest last. */
export interface StaffEntry extends StaffMember {
  readonly certificates: readonly { readonly serial: Uint8Array; readonly notAfterMs: number; readonly endedAtMs: number | null }[]
}

export interface StaffCertificate {
  /** Hexadecimal. */
  readonly certificateSha256: string
  readonly spki: Uint8Array
  readonly notBeforeMs: number
  readonly notAfterMs: number
  readonly endedAtMs: number | null
  readonly member: StaffMember
}

export interface Invitation {
  readonly tokenSha256: string
  readonly expiresAtMs: number
  readonly usedAtMs: number | null
  readonly member: StaffMember
}

export interface StaffLedger {
  readonly staffCertificates: (certificateSha256s: readonly string[]) => Promise<readonly StaffCertificate[]>
  readonly staffMembers: () => Promise<readonly StaffEntry[]>
  /** The same, and nobody is enrolled, invited or disabled until the transaction ends. */
  readonly lockStaff: () => Promise<readonly StaffEntry[]>
  /** Adds a person, or sets name and roles of a known one. */
  readonly putStaffMember: (member: {
    readonly personId: string
    readonly name: string
    readonly roles: readonly StaffRole[]
    readonly source: string
    readonly enteredAtMs: number
  }) => Promise<void>
  /** The first time stands; of the reasons, keyCompromise. The person's open links are void. */
  readonly disableStaffMember: (personId: string, atMs: number, reason: LeavingReason) => Promise<void>
  readonly addInvitation: (invitation: {
    readonly tokenSha256: string
    readonly personId: string
    readonly expiresAtMs: number
  }) => Promise<void>
  readonly findInvitation: (tokenSha256: string) => Promise<Invitation | undefined>
  readonly useInvitation: (tokenSha256: string, atMs: number) => Promise<void>
  readonly addStaffCertificate: (certificate: {
    readonly certificateSha256: string
    readonly personId: string
    readonly serial: Uint8Array
    readonly spki: Uint8Array
    readonly notBeforeMs: number
    readonly notAfterMs: number
  }) => Promise<void>
}

export interface RevocationOrder {
  readonly authorityId: string
  readonly serial: Uint8Array
  readonly reason: RevocationReason
  readonly revokedAtMs: number
  readonly origin: 'server' | 'doubt' | 'operator'
  readonly applicationNo: string | null
}

export interface RevocationEntry {
  readonly serial: Uint8Array
  readonly reason: RevocationReason
  readonly revokedAtMs: number
}

export interface RevocationLedger {
  /** What is recorded afterwards: the first revocation stands, a hold may become final. Undefined: no such certificate. */
  readonly revoke: (order: RevocationOrder) => Promise<RevocationEntry | undefined>
  /** In the order of serial numbers, from behind `after`; only certificates that end at or after `endingFromMs`. */
  readonly revocationPage: (
    authorityId: string,
    endingFromMs: number,
    after: Uint8Array | undefined,
    limit: number,
  ) => Promise<RevocationPage>
  /** The same in the order of the feed, from behind `position`: what changed since, however many stood there before. */
  readonly revocationsSince: (authorityId: string, endingFromMs: number, position: number, limit: number) => Promise<readonly PlacedEntry[]>
}

/** With its place in the feed: a hold that became final stands where it became final. */
export interface PlacedEntry extends RevocationEntry {
  readonly position: number
}

/** Entries are made while they are walked: a million objects would cost more than the list itself. */
export interface RevocationPage {
  readonly count: number
  readonly last: Uint8Array | undefined
  readonly entries: Iterable<PlacedEntry>
}

export interface CrlRecord {
  readonly authorityId: string
  readonly crlNumber: number
  readonly thisUpdateMs: number
  readonly nextUpdateMs: number
  /** Of the feed: revocations up to here are in the list. */
  readonly position: number
  readonly entryCount: number
  readonly der: Uint8Array
}

export interface DeltaRecord extends CrlRecord {
  /** Number of the full list that this one continues. */
  readonly baseNumber: number
}

export type CrlHead = Omit<CrlRecord, 'der'>

export interface CrlReservation {
  readonly crlNumber: number
  readonly position: number
  /** The full list and the delta that are published now. */
  readonly published: CrlHead | undefined
  readonly delta: CrlHead | undefined
  /** The oldest full list that is still valid: whoever holds a valid one holds this or a later one. */
  readonly base: Pick<CrlHead, 'crlNumber' | 'position'> | undefined
}

export interface CrlLedger {
  /** Next number, never given twice, of full lists and deltas alike, with what is published now and the position of the feed. */
  readonly reserveCrl: (authorityId: string, atMs: number) => Promise<CrlReservation>
  /** Stores the full list, and the delta of the same number, and publishes them together unless a later one is published already. */
  readonly publishCrl: (crl: CrlRecord, delta?: DeltaRecord) => Promise<boolean>
  /** A delta alone. False also when somebody may hold a valid full list that it does not continue. */
  readonly publishDelta: (delta: DeltaRecord) => Promise<boolean>
  readonly publishedCrls: () => Promise<readonly CrlHead[]>
  readonly publishedDeltas: () => Promise<readonly CrlHead[]>
  /** Highest position of a revocation by each authority; absent when it has none. */
  readonly lastRevocations: () => Promise<ReadonlyMap<string, number>>
  readonly crlDer: (authorityId: string, crlNumber: number) => Promise<Uint8Array | undefined>
  readonly deltaDer: (authorityId: string, crlNumber: number) => Promise<Uint8Array | undefined>
}

/** A signature to be verified: X.509 form of the value unless `isPlain` (r‖s, as browsers sign statements). */
export interface SignatureCheck {
  readonly publicKey: PublicKey
  readonly signed: Uint8Array
  readonly signature: Uint8Array
  readonly isPlain: boolean
  /** Keys that come again and again (staff) are kept imported. */
  readonly isKept: boolean
}

/** Signs and verifies in worker threads; the main thread never does. */
export interface Signing {
  readonly verify: (check: SignatureCheck) => Promise<boolean>
  /** One signature value, or undefined when its outcome is not known, for each item. Never tried twice. */
  readonly sign: (authorityId: string, signedOctets: readonly Uint8Array[]) => Promise<readonly (Uint8Array | undefined)[]>
  /** One signature over octets that come in pieces. */
  readonly signStream: (authorityId: string) => SignatureStream
  readonly close: () => Promise<void>
}

export interface SignatureStream {
  readonly write: (chunk: Uint8Array<ArrayBuffer>) => void
  readonly finish: () => Promise<Uint8Array>
}
