import type {
  addApplicationDocument,
  addDraftDocument,
  readDocument,
  removeApplicationDocument,
  removeDraftDocument,
} from '@certhall/ra/application/add-document'
import type { SolvedCaptcha } from '@certhall/ra/application/captcha'
import type { correctApplication } from '@certhall/ra/application/correct-application'
import type { checkDraft } from '@certhall/ra/application/check-draft'
import type { openProgress, readProgress, sendProgressCode } from '@certhall/ra/application/follow-progress'
import type { lookUp } from '@certhall/ra/application/look-up'
import type { DraftKey, OpenedDraft } from '@certhall/ra/application/open-draft'
import type { prefillDraft, sendPrefillCode } from '@certhall/ra/application/prefill-draft'
import type { checkContactCode, sendContactCode } from '@certhall/ra/application/prove-contact'
import type { checkNewContactCode, sendNewContactCode } from '@certhall/ra/application/prove-new-contact'
import type { resumeDraft, sendResumeCode } from '@certhall/ra/application/resume-draft'
import type { saveDraft } from '@certhall/ra/application/save-draft'
import type { submitApplication } from '@certhall/ra/application/submit-application'
import type { withdrawApplication } from '@certhall/ra/application/withdraw-application'
import type { Limits } from '../http/limits.ts'

/** What the routes of an application call; each is one use case with its ground already in it. */
export interface ApplicationRoom {
  readonly limits: Limits
  readonly makeCaptcha: (mark: string) => Promise<object>
  readonly verifyCaptcha: (text: string, mark: string) => Promise<SolvedCaptcha>
  readonly lookUp: ReturnType<typeof lookUp>
  readonly readDraft: (key: DraftKey) => Promise<OpenedDraft>
  readonly saveDraft: ReturnType<typeof saveDraft>
  readonly checkDraft: ReturnType<typeof checkDraft>
  readonly sendPrefillCode: ReturnType<typeof sendPrefillCode>
  readonly prefillDraft: ReturnType<typeof prefillDraft>
  readonly sendContactCode: ReturnType<typeof sendContactCode>
  readonly checkContactCode: ReturnType<typeof checkContactCode>
  readonly addDraftDocument: ReturnType<typeof addDraftDocument>
  readonly removeDraftDocument: ReturnType<typeof removeDraftDocument>
  readonly submit: ReturnType<typeof submitApplication>
  readonly sendResumeCode: ReturnType<typeof sendResumeCode>
  readonly resumeDraft: ReturnType<typeof resumeDraft>
  readonly sendProgressCode: ReturnType<typeof sendProgressCode>
  readonly openProgress: ReturnType<typeof openProgress>
  readonly readProgress: ReturnType<typeof readProgress>
  readonly correct: ReturnType<typeof correctApplication>
  readonly withdraw: ReturnType<typeof withdrawApplication>
  readonly addApplicationDocument: ReturnType<typeof addApplicationDocument>
  readonly removeApplicationDocument: ReturnType<typeof removeApplicationDocument>
  readonly readDocument: ReturnType<typeof readDocument>
  readonly sendNewContactCode: ReturnType<typeof sendNewContactCode>
  readonly checkNewContactCode: ReturnType<typeof checkNewContactCode>
}
