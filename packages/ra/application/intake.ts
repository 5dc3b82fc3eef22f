import type { Log } from '@certhall/kernel/log'
import type { DeliveryChannel } from '@certhall/contract/application/vocabulary'
import type { CodeMessages, NoticeLanguage, NoticeRepository } from '../notice/ports.ts'
import type { CertificateRepository } from '../certificate/ports.ts'
import type { HolderSessionRepository } from '../holder/ports.ts'
import type { OrganizationRepository } from '../organization/ports.ts'
import type { PasscodeRepository } from '../passcode/ports.ts'
import type { BaseTransaction, TransactionOf } from '../ports.ts'
import type { ProjectRepository } from '../project/ports.ts'
import type { WebhookRepository } from '../webhook/ports.ts'
import type { CaseRepository } from './review-ports.ts'
import { codeLifeMs, type CodeGround, type CodeRequest, makeCode } from './contact-code.ts'
import type { ApplicationRepository, CaptchaRepository, ContactCodeRepository, DocumentRepository, DraftRepository } from './ports.ts'

/** Everything that intake touches; each use case names the part it needs by using it. */
export interface IntakeTransaction extends BaseTransaction {
  readonly drafts: DraftRepository
  readonly applications: ApplicationRepository
  readonly documents: DocumentRepository
  readonly codes: ContactCodeRepository
  readonly captchas: CaptchaRepository
  readonly organizations: OrganizationRepository
  readonly projects: ProjectRepository
  readonly notices: NoticeRepository
  /** Follow-ups are about certificates, and a reported loss freezes in the transaction of its submission. */
  readonly certificates: CertificateRepository
  readonly cases: CaseRepository
  readonly passcodes: PasscodeRepository
  readonly holderSessions: HolderSessionRepository
  readonly webhooks: Pick<WebhookRepository, 'tell'>
}

export interface IntakeDeps extends CodeGround {
  readonly transaction: TransactionOf<IntakeTransaction>
  readonly messages: CodeMessages
  readonly log: Log
}

export interface PreparedCode extends CodeRequest {
  readonly codeId: string
  readonly code: string
}

/** A code made in a transaction, to be told after its commit. */
export const prepareCode = async (deps: IntakeDeps, codes: ContactCodeRepository, request: CodeRequest): Promise<PreparedCode> => ({
  ...request,
  ...(await makeCode(deps, codes, request)),
})

/** After the commit. A code that cannot be handed over is forgotten, so that the person may ask again at once. */
export const tellCode = async (deps: IntakeDeps, prepared: PreparedCode, language: NoticeLanguage): Promise<void> => {
  const channel: DeliveryChannel = prepared.channel === 'mobile' ? 'sms' : 'email'
  try {
    await deps.messages.sendCode({
      channel,
      address: prepared.address,
      language,
      purpose: prepared.purpose,
      code: prepared.code,
      lifeMinutes: codeLifeMs / 60_000,
    })
  } catch (error) {
    await deps.transaction(({ codes }) => codes.remove(prepared.codeId))
    throw error
  }
}

/** For answers that must not tell whether anything was sent: nobody waits, a failure goes to the log. */
export const tellCodeUnseen = (deps: IntakeDeps, prepared: PreparedCode | null, language: NoticeLanguage): void => {
  if (prepared === null) return
  tellCode(deps, prepared, language).catch((error: unknown) => deps.log.warn('contact code not sent', { purpose: prepared.purpose, error }))
}
