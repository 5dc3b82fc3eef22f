/** Everything that one transaction of the registration side offers, by the words the use cases ask for. */
import type {
  ApplicationRepository,
  CaptchaRepository,
  ContactCodeRepository,
  DocumentRepository,
  DraftRepository,
} from '@certhall/ra/application/ports'
import type { DecisionRepository, ReviewRepository } from '@certhall/ra/application/review-ports'
import type { CertificateRepository } from '@certhall/ra/certificate/ports'
import { keepOrganization, type OrganizationRecord } from '@certhall/ra/organization/keep-organization'
import type { OrganizationRepository, RegistryRepository } from '@certhall/ra/organization/ports'
import type { PasscodeRepository, ReleaseRepository } from '@certhall/ra/passcode/ports'
import type { HolderSessionRepository } from '@certhall/ra/holder/ports'
import type { StaffRepository } from '@certhall/ra/staff/ports'
import type { BaseTransaction, Ground, Pepper, Sealer, TransactionOf } from '@certhall/ra/ports'
import type { NoticeRepository } from '@certhall/ra/notice/ports'
import type { ProjectRepository } from '@certhall/ra/project/ports'
import type { ReminderRepository } from '@certhall/ra/reminder/ports'
import type { UkeyRepository } from '@certhall/ra/ukey/ports'
import type { WebhookRepository } from '@certhall/ra/webhook/ports'
import type { Kysely } from 'kysely'
import { withTransaction } from '../transaction.ts'
import { applicationRepository } from './application.ts'
import { auditAppender } from './audit.ts'
import { captchaRepository } from './captcha.ts'
import { certificateRepository } from './certificate.ts'
import { contactCodeRepository } from './contact-code.ts'
import { decisionRepository } from './decision.ts'
import { documentRepository } from './document.ts'
import { draftRepository } from './draft.ts'
import type { JobQueue } from './jobs.ts'
import { holderSessionRepository } from './holder-session.ts'
import { noticeRepository } from './notice.ts'
import { organizationRepository, registryRepository } from './organization.ts'
import { passcodeRepository, releaseRepository } from './passcode.ts'
import { projectRepository } from './project.ts'
import { reminderRepository } from './reminder.ts'
import { reviewRepository } from './review.ts'
import type { RegistrationSchema } from './schema.ts'
import { staffRepository } from './staff.ts'
import { ukeyRepository } from './ukey.ts'
import { webhookRepository } from './webhook.ts'

export interface RegistrationGround extends Ground {
  readonly sealer: Sealer
  readonly pepper: Pepper
  /** Only inserting is asked of it here; the workers are the server's. */
  readonly queue: Pick<JobQueue, 'within'>
}

export interface RegistrationTransaction extends BaseTransaction, OrganizationRecord {
  readonly drafts: DraftRepository
  readonly applications: ApplicationRepository
  readonly documents: DocumentRepository
  readonly codes: ContactCodeRepository
  readonly captchas: CaptchaRepository
  readonly organizations: OrganizationRepository
  readonly registry: RegistryRepository
  readonly staff: StaffRepository
  readonly cases: ReviewRepository
  readonly decisions: DecisionRepository
  readonly releases: ReleaseRepository
  readonly passcodes: PasscodeRepository
  readonly certificates: CertificateRepository
  readonly notices: NoticeRepository
  readonly projects: ProjectRepository
  readonly ukeys: UkeyRepository
  readonly holderSessions: HolderSessionRepository
  readonly reminders: ReminderRepository
  readonly webhooks: WebhookRepository
}

export const registrationTransaction =
  (database: Kysely<RegistrationSchema>, ground: RegistrationGround): TransactionOf<RegistrationTransaction> =>
  (work) =>
    withTransaction(database, (db) => work(repositories(db, ground)), { random: ground.random })

/** The same repositories for a single read outside a transaction. */
export const repositories = (db: Kysely<RegistrationSchema>, ground: RegistrationGround): RegistrationTransaction => {
  const jobs = ground.queue.within(db as unknown as Kysely<never>)
  const organizations = organizationRepository(db, ground)
  return {
    audit: auditAppender(db, ground),
    jobs,
    drafts: draftRepository(db, ground),
    applications: applicationRepository(db, ground),
    documents: documentRepository(db, ground),
    codes: contactCodeRepository(db),
    captchas: captchaRepository(db),
    organizations,
    registry: registryRepository(db),
    keepOrganization: keepOrganization(organizations),
    staff: staffRepository(db),
    cases: reviewRepository(db, ground.sealer),
    decisions: decisionRepository(db),
    releases: releaseRepository(db),
    passcodes: passcodeRepository(db),
    certificates: certificateRepository(db),
    notices: noticeRepository(db, { ...ground, jobs }),
    projects: projectRepository(db),
    ukeys: ukeyRepository(db),
    holderSessions: holderSessionRepository(db),
    reminders: reminderRepository(db),
    webhooks: webhookRepository(db, { ...ground, jobs }),
  }
}
