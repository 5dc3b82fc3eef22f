import {
  addApplicationDocument,
  addDraftDocument,
  readDocument,
  removeApplicationDocument,
  removeDraftDocument,
} from '@certhall/ra/application/add-document'
import { checkDraft } from '@certhall/ra/application/check-draft'
import { correctApplication } from '@certhall/ra/application/correct-application'
import { expireDrafts } from '@certhall/ra/application/expire-drafts'
import { openProgress, readProgress, sendProgressCode } from '@certhall/ra/application/follow-progress'
import type { IntakeDeps } from '@certhall/ra/application/intake'
import { lookUp } from '@certhall/ra/application/look-up'
import { prefillDraft, sendPrefillCode } from '@certhall/ra/application/prefill-draft'
import { checkContactCode, sendContactCode } from '@certhall/ra/application/prove-contact'
import { checkNewContactCode, sendNewContactCode } from '@certhall/ra/application/prove-new-contact'
import { readDraft } from '@certhall/ra/application/read-draft'
import { resumeDraft, sendResumeCode } from '@certhall/ra/application/resume-draft'
import { saveDraft } from '@certhall/ra/application/save-draft'
import { submitApplication, type SubmitDeps } from '@certhall/ra/application/submit-application'
import { withdrawApplication } from '@certhall/ra/application/withdraw-application'
import { makeCaptcha, verifyCaptcha } from './application/captcha.ts'
import { documentRoutes } from './application/document-routes.ts'
import { draftRoutes } from './application/draft-routes.ts'
import { progressRoutes } from './application/progress-routes.ts'
import type { ApplicationRoom } from './application/room.ts'
import type { Room } from './http/app.ts'
import type { Limits } from './http/limits.ts'
import type { Round } from './jobs.ts'

export interface IntakeOptions extends IntakeDeps, SubmitDeps {
  readonly limits: Limits
}

export interface Intake {
  readonly hall: readonly Room[]
  readonly rounds: readonly Round[]
}

/** From the first look-up to the submitted application, and its applicant's view until it is completed. */
export const joinIntake = (deps: IntakeOptions): Intake => {
  const room = roomOf(deps)
  return {
    hall: [draftRoutes(room), documentRoutes(room), progressRoutes(room)],
    rounds: [{ name: 'expire-drafts', everyMs: 60_000, run: () => expireDrafts(deps)() }],
  }
}

const roomOf = (deps: IntakeOptions): ApplicationRoom => ({
  limits: deps.limits,
  makeCaptcha: (mark) => makeCaptcha(deps, mark),
  verifyCaptcha: (text, mark) => verifyCaptcha(deps, text, mark),
  lookUp: lookUp(deps),
  readDraft: readDraft(deps),
  saveDraft: saveDraft(deps),
  checkDraft: checkDraft(deps),
  sendPrefillCode: sendPrefillCode(deps),
  prefillDraft: prefillDraft(deps),
  sendContactCode: sendContactCode(deps),
  checkContactCode: checkContactCode(deps),
  addDraftDocument: addDraftDocument(deps),
  removeDraftDocument: removeDraftDocument(deps),
  submit: submitApplication(deps),
  sendResumeCode: sendResumeCode(deps),
  resumeDraft: resumeDraft(deps),
  sendProgressCode: sendProgressCode(deps),
  openProgress: openProgress(deps),
  readProgress: readProgress(deps),
  correct: correctApplication(deps),
  withdraw: withdrawApplication(deps),
  addApplicationDocument: addApplicationDocument(deps),
  removeApplicationDocument: removeApplicationDocument(deps),
  readDocument: readDocument(deps),
  sendNewContactCode: sendNewContactCode(deps),
  checkNewContactCode: checkNewContactCode(deps),
})
