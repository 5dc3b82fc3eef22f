/** What a suite of the registration side asks of its stores, in memory or on PostgreSQL. */
import type { Ledger } from '@certhall/ca/ports'
import type {
  ApplicationRepository,
  CaptchaRepository,
  ContactCodeRepository,
  DocumentRepository,
  DraftRepository,
} from '@certhall/ra/application/ports'
import type { CaseRepository, DecisionRepository } from '@certhall/ra/application/review-ports'
import type { AuditRecord } from '@certhall/ra/audit/ports'
import type { CertificateRepository } from '@certhall/ra/certificate/ports'
import type { InvariantRecord } from '@certhall/ra/invariant/ports'
import type { NoticeRepository } from '@certhall/ra/notice/ports'
import type { OrganizationRepository } from '@certhall/ra/organization/ports'
import type { PasscodeRepository, ReleaseRepository } from '@certhall/ra/passcode/ports'
import type { BaseTransaction, Ground, TransactionOf } from '@certhall/ra/ports'
import type { ProjectRepository } from '@certhall/ra/project/ports'
import type { HolderSessionRepository } from '@certhall/ra/holder/ports'
import type { ReminderRepository } from '@certhall/ra/reminder/ports'
import type { LeavingRepository, StaffRepository } from '@certhall/ra/staff/ports'
import type { UkeyRepository } from '@certhall/ra/ukey/ports'
import type { WebhookRegister, WebhookRepository } from '@certhall/ra/webhook/ports'
import type { SessionTable } from '@certhall/store/ra/session'
import type { WaitingJob } from './memory-tables.ts'

export interface SuiteTransaction extends BaseTransaction {
  readonly drafts: DraftRepository
  readonly documents: DocumentRepository
  readonly codes: ContactCodeRepository
  readonly captchas: CaptchaRepository
  readonly applications: ApplicationRepository
  readonly projects: ProjectRepository
  readonly cases: CaseRepository
  readonly decisions: DecisionRepository
  readonly releases: ReleaseRepository
  readonly passcodes: PasscodeRepository
  readonly certificates: CertificateRepository
  readonly staff: StaffRepository
  readonly notices: NoticeRepository
  readonly ukeys: UkeyRepository
  readonly holderSessions: HolderSessionRepository
  readonly organizations: OrganizationRepository
  readonly reminders: ReminderRepository
  readonly webhooks: WebhookRepository
}

export interface OpenedRegistration {
  readonly transaction: TransactionOf<SuiteTransaction>
  /** The operator's, for the end of a member of the staff and for webhooks. */
  readonly operator: TransactionOf<
    BaseTransaction & {
      readonly leaving: LeavingRepository
      readonly projects: ProjectRepository
      readonly webhooks: WebhookRegister
    }
  >
  readonly record: AuditRecord
  readonly sessions: SessionTable
  /** The sweeper's queries; null in memory, which has none. */
  readonly invariants: InvariantRecord | null
  /** The signer's, of the same make. */
  readonly ledger: Ledger
  /** Jobs that committed transactions have sent and nobody has taken. */
  readonly waitingJobs: () => Promise<readonly WaitingJob[]>
  /** All that is stored, octets in hexadecimal. */
  readonly everything: () => Promise<string>
  readonly attack: AuditAttack
  readonly close: () => Promise<void>
}

/** What somebody with the database in hand could do to the record. */
export interface AuditAttack {
  readonly rewriteEvent: (sequence: number, after: string | null) => Promise<void>
  readonly deleteEvent: (sequence: number) => Promise<void>
  readonly cutChain: (after: number) => Promise<void>
}

export type OpenRegistration = (ground: Ground) => Promise<OpenedRegistration>
