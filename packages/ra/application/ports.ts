import type { CompleteForm, DocumentView, DraftForm, Selection } from '@certhall/contract/application/form'
import type { CertificateKey, FollowUp, FollowUpReason } from '@certhall/contract/application/follow-up'
import type {
  ApplicationState,
  ApplicationType,
  CertificateType,
  DeliveryChannel,
  DocumentKind,
  Medium,
  RejectReason,
} from '@certhall/contract/application/vocabulary'
import type { KeyAlgorithm } from '@certhall/contract/certificate/vocabulary'
import type { OrganizationCode } from '@certhall/contract/organization/organization-code'
import type { PasscodeState } from '@certhall/contract/passcode/states'
import type { ReturnedItem } from './review-ports.ts'

/** A form on its way. It belongs to whoever holds its session, or proves its mobile. */
export interface Draft {
  readonly draftId: string
  readonly draftNo: string
  readonly selection: Selection
  readonly code: OrganizationCode
  readonly form: DraftForm
  /** The addresses that were proven by a code; a changed field no longer equals its proof. */
  readonly verified: { readonly mobile: string | null; readonly email: string | null }
  /** What an application on an existing certificate is about; null for a new one. */
  readonly followUp: FollowUp | null
  readonly version: number
  readonly savedAtMs: number
  readonly expiresAtMs: number
  readonly applicationNo: string | null
}

export interface DraftRepository {
  readonly add: (draft: Draft) => Promise<void>
  readonly one: (draftId: string) => Promise<Draft | undefined>
  readonly byNumber: (draftNo: string) => Promise<Draft | undefined>
  /** The same as `one` with a row lock: submissions of one draft come one after the other. */
  readonly lock: (draftId: string) => Promise<Draft | undefined>
  /** Stores content and version only if the stored version is still `from`; false when it is not. */
  readonly save: (draft: Draft, from: number) => Promise<boolean>
  readonly markSubmitted: (draftId: string, applicationNo: string) => Promise<void>
  readonly expired: (nowMs: number, limit: number) => Promise<readonly { readonly draftId: string; readonly draftNo: string }[]>
  /** With its papers. */
  readonly remove: (draftId: string) => Promise<void>
}

export interface Consent {
  readonly consentId: 'subscriberAgreement' | 'privacyNotice' | 'cps'
  readonly version: string
  readonly sha256: string
}

export interface Application {
  readonly applicationId: string
  readonly applicationNo: string
  readonly applicationType: ApplicationType
  readonly followUp: FollowUp | null
  readonly state: ApplicationState
  /** Rises with each change of the row. */
  readonly version: number
  /** Rises with each submission. */
  readonly revision: number
  readonly channel: 'online'
  readonly language: 'zh' | 'en'
  readonly projectId: string
  readonly certificateType: CertificateType
  readonly profileId: string
  readonly keyAlgorithm: KeyAlgorithm
  readonly medium: Medium
  readonly orgCode: string
  readonly uscc: string
  readonly organizationName: string
  readonly form: CompleteForm
  readonly snapshot: string
  readonly snapshotSha256: string
  readonly consents: readonly Consent[]
  readonly returnedItems: readonly ReturnedItem[]
  readonly reject: { readonly reason: RejectReason; readonly remark: string } | null
  readonly passcodeChannel: DeliveryChannel
  readonly enteredBy: string | null
  readonly draftId: string | null
  readonly idempotencyKey: string
  readonly submittedAtMs: number
  readonly dueAtMs: number
  readonly changedAtMs: number
}

export interface ApplicationRepository {
  /** Counts up in this transaction; a rolled back submission leaves no gap. */
  readonly nextNumber: (year: number) => Promise<number>
  /** False when an application of this organisation, project and type is open (or draft or key were used before). */
  readonly add: (application: Application) => Promise<boolean>
  readonly one: (applicationNo: string) => Promise<Application | undefined>
  readonly lock: (applicationNo: string) => Promise<Application | undefined>
  /** The open application of type `new`: follow-ups are one for each certificate. */
  readonly openOf: (
    orgCode: string,
    projectId: string,
    certificateType: CertificateType,
  ) => Promise<Pick<Application, 'applicationNo' | 'state'> | undefined>
  readonly openOn: (target: CertificateKey) => Promise<OpenFollowUp | undefined>
  /** The same for all certificates of an organisation at once; one without is not in it. */
  readonly openOnAll: (orgCode: string) => Promise<readonly TargetedFollowUp[]>
  /** Newest first, of every type: the agent of the newest finished business is the one of today. */
  readonly completedOf: (orgCode: string) => Promise<readonly Pick<Application, 'applicationNo' | 'applicationType' | 'changedAtMs'>[]>
  /** Stores what a resubmission or withdrawal changes, only if state and version are still the given ones. */
  readonly save: (application: Application, from: { readonly state: ApplicationState; readonly version: number }) => Promise<boolean>
  /** What the progress page tells beyond the application itself. */
  readonly trace: (applicationNo: string) => Promise<ApplicationTrace>
  /** A certificate in use for the same organisation, project and type; null when there is none. */
  readonly liveCertificate: (
    orgCode: string,
    projectId: string,
    certificateType: CertificateType,
    nowMs: number,
  ) => Promise<{ readonly notAfterMs: number } | null>
}

export interface OpenFollowUp extends Pick<Application, 'applicationNo' | 'applicationType' | 'state' | 'version'> {
  readonly reason: FollowUpReason
}

export interface TargetedFollowUp extends OpenFollowUp {
  readonly target: CertificateKey
}

export interface ApplicationTrace {
  /** `reason`: what the record notes beside the event, where it does. */
  readonly events: readonly { readonly type: string; readonly atMs: number; readonly reason: string | null }[]
  readonly passcode: { readonly state: PasscodeState; readonly expiresAtMs: number; readonly channel: DeliveryChannel } | null
  readonly certificate: { readonly serialNumber: string; readonly notAfterMs: number } | null
}

export type Owner = { readonly draftId: string } | { readonly applicationNo: string }

export interface Paper extends DocumentView {
  readonly uploadedAtMs: number
}

export interface DocumentRepository {
  readonly add: (owner: Owner, paper: Paper, content: Uint8Array) => Promise<void>
  /** Present papers in the order they were uploaded. */
  readonly list: (owner: Owner) => Promise<readonly Paper[]>
  readonly content: (owner: Owner, documentId: string) => Promise<{ readonly paper: Paper; readonly content: Uint8Array } | undefined>
  /** Takes a paper out of view; it is deleted with a draft and kept with an application. False when it is not there. */
  readonly replace: (owner: Owner, documentId: string, atMs: number) => Promise<boolean>
  readonly moveToApplication: (draftId: string, applicationNo: string) => Promise<void>
}

/** Purposes keep codes apart: one sent for a draft proves nothing elsewhere. `subject` is the draft or application. */
export interface ContactCode {
  readonly codeId: string
  readonly purpose: 'verify' | 'prefill' | 'resume' | 'progress' | 'organization'
  readonly subject: string
  readonly channel: 'mobile' | 'email'
  readonly addressHmac: Uint8Array
  readonly codeHmac: Uint8Array
  readonly attempts: number
  readonly createdAtMs: number
  readonly expiresAtMs: number
  readonly usedAtMs: number | null
}

export interface ContactCodeRepository {
  readonly add: (code: ContactCode) => Promise<void>
  readonly newest: (purpose: ContactCode['purpose'], subject: string, channel: ContactCode['channel']) => Promise<ContactCode | undefined>
  /** How many went to this address since then. */
  readonly sentSince: (addressHmac: Uint8Array, sinceMs: number) => Promise<number>
  /** Counts one try while fewer than `limit` were made and the code is unused; false when there is none left. */
  readonly countTry: (codeId: string, limit: number) => Promise<boolean>
  readonly use: (codeId: string, atMs: number) => Promise<boolean>
  /** A code that could not be handed over does not count. */
  readonly remove: (codeId: string) => Promise<void>
  /** Whether this address was proven for this subject since then. */
  readonly proven: (subject: string, addressHmac: Uint8Array, sinceMs: number) => Promise<boolean>
}

export interface CaptchaRepository {
  /** False when the challenge was used before. */
  readonly use: (challengeSha256: Uint8Array, expiresAtMs: number) => Promise<boolean>
}

export const documentKindOf = (item: string): DocumentKind | null =>
  item.startsWith('document.') ? (item.slice('document.'.length) as DocumentKind) : null
