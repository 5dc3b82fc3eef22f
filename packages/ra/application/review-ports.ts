import type { CompleteForm, DocumentView } from '@certhall/contract/application/form'
import type { FollowUp } from '@certhall/contract/application/follow-up'
import type {
  ApplicationState,
  ApplicationType,
  CertificateType,
  DeliveryChannel,
  DocumentKind,
  Medium,
  OrganizationKind,
  RejectReason,
  ReturnReason,
} from '@certhall/contract/application/vocabulary'
import type { KeyAlgorithm } from '@certhall/contract/certificate/vocabulary'
import type { SignedStatement } from '@certhall/contract/statement/statements'
import type { StoredPasscode } from '../passcode/ports.ts'

/** An application as the desk works on it: the case. */
export interface ReviewCase {
  readonly applicationNo: string
  readonly applicationType: ApplicationType
  readonly followUp: FollowUp | null
  readonly state: ApplicationState
  readonly version: number
  readonly revision: number
  readonly language: 'zh' | 'en'
  readonly projectId: string
  readonly projectNameZh: string
  readonly projectNameEn: string
  readonly passcodeLifeDays: number
  /** How long the old certificate stays valid after an early renewal. */
  readonly overlapDays: number
  readonly requiredDocuments: Readonly<Record<OrganizationKind, readonly DocumentKind[]>>
  readonly certificateType: CertificateType
  readonly profileId: string
  readonly keyAlgorithm: KeyAlgorithm
  readonly medium: Medium
  readonly orgCode: string
  readonly uscc: string
  readonly organizationName: string
  readonly form: CompleteForm
  /** Canonical text; what is signed over. */
  readonly snapshot: string
  readonly snapshotSha256: string
  readonly returnedItems: readonly ReturnedItem[]
  readonly reject: { readonly reason: RejectReason; readonly remark: string } | null
  readonly enteredBy: string | null
  readonly submittedAtMs: number
  readonly dueAtMs: number
  readonly changedAtMs: number
}

export interface ReturnedItem {
  readonly item: string
  readonly reason: ReturnReason
  readonly remark: string
}

/** What a queue shows of a case without opening its form. */
export interface QueueRow {
  readonly applicationNo: string
  readonly applicationType: ApplicationType
  readonly state: ApplicationState
  readonly organizationName: string
  readonly projectNameZh: string
  readonly projectNameEn: string
  readonly certificateType: CertificateType
  readonly medium: Medium
  readonly submittedAtMs: number
  readonly dueAtMs: number
  readonly revision: number
  readonly openedBy: string | null
}

export type QueueList = 'open' | 'returned' | 'decided' | 'all'

/** Keyset: rows after this one, oldest promise first. */
export interface QueuePosition {
  readonly dueAtMs: number
  readonly applicationNo: string
}

export interface CaseChange {
  readonly applicationNo: string
  readonly from: ApplicationState
  readonly version: number
  readonly to: ApplicationState
  readonly atMs: number
  readonly returnedItems?: readonly ReturnedItem[]
  readonly reject?: { readonly reason: RejectReason; readonly remark: string }
}

export interface RegistryEntry {
  readonly name: string
  readonly kind: OrganizationKind | null
  readonly legalRepresentative: string | null
  readonly address: string | null
  readonly source: string
  readonly asOfMs: number
}

export interface LapseTimes {
  /** A PASSCODE ran out, and the last one of the case ended before this. */
  readonly runOutMs: number
  /** Approved before this, and no release and no end of a PASSCODE since. */
  readonly unreleasedMs: number
}

/** One case, read and moved: all that release and redemption need. */
export interface CaseRepository {
  readonly one: (applicationNo: string) => Promise<ReviewCase | undefined>
  /** The same with a row lock: decisions and releases of one case come one after the other. */
  readonly lock: (applicationNo: string) => Promise<ReviewCase | undefined>
  /** Changes the state only if state and version are still the old ones; false when they are not. */
  readonly change: (change: CaseChange) => Promise<boolean>
  /** Approvals without a live PASSCODE that one of these times has passed. */
  readonly lapsedApprovals: (times: LapseTimes, limit: number) => Promise<readonly string[]>
}

export interface ReviewRepository extends CaseRepository {
  readonly queue: (
    list: QueueList,
    after: QueuePosition | undefined,
    limit: number,
    viewerId: string,
    seenSinceMs: number,
    type?: ApplicationType,
  ) => Promise<readonly QueueRow[]>
  readonly openCount: () => Promise<number>
  /** The oldest promise that nobody else has open. */
  readonly nextFree: (personId: string, seenSinceMs: number) => Promise<string | undefined>
  readonly documents: (applicationNo: string) => Promise<readonly DocumentView[]>
  readonly document: (
    applicationNo: string,
    documentId: string,
  ) => Promise<{ readonly view: DocumentView; readonly content: Uint8Array } | undefined>
  readonly registryEntry: (orgCode: string) => Promise<RegistryEntry | undefined>
  readonly otherOpen: (orgCode: string, exceptApplicationNo: string) => Promise<readonly string[]>
  readonly certificates: (
    orgCode: string,
  ) => Promise<readonly { readonly serialNumber: string; readonly state: string; readonly notAfterMs: number }[]>
  readonly seen: (applicationNo: string, personId: string, atMs: number) => Promise<void>
  /** Names of the others who have it open. */
  readonly viewers: (applicationNo: string, exceptPersonId: string, sinceMs: number) => Promise<readonly string[]>
  /** Approved cases for the release desk: to send, sent, or both; newest approval last. */
  readonly deliveries: (
    list: 'toSend' | 'sent' | 'all',
    after: QueuePosition | undefined,
    limit: number,
  ) => Promise<readonly DeliveryCase[]>
}

export interface DeliveryCase {
  readonly applicationNo: string
  /** All approvals of the revision, in their order. */
  readonly decisions: readonly [StoredDecision, ...StoredDecision[]]
  readonly deciderName: string
  readonly passcodes: readonly StoredPasscode[]
}

export interface StoredDecision {
  readonly decisionId: string
  /** 2 only for the second approval of an unfreeze. */
  readonly ordinal: 1 | 2
  readonly applicationNo: string
  readonly revision: number
  readonly decision: 'approve' | 'reject' | 'return'
  readonly statement: SignedStatement
  readonly textSha256: string
  readonly personId: string
  readonly decidedAtMs: number
}

export interface DecisionRepository {
  /** One a revision and ordinal, one a person: false when somebody was faster, or the same person decided before. */
  readonly add: (decision: StoredDecision) => Promise<boolean>
  /** In the order they were made. */
  readonly ofRevision: (applicationNo: string, revision: number) => Promise<readonly StoredDecision[]>
  /** Oldest first. */
  readonly ofApplication: (applicationNo: string) => Promise<readonly StoredDecision[]>
}

/** Address that a channel means for this form. */
export const addressOf = (form: CompleteForm, channel: DeliveryChannel): string =>
  channel === 'sms' ? form.contact.mobile : form.contact.email
