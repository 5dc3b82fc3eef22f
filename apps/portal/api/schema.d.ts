/**
 * What the portal may ask of `/api/v1`, in the form that openapi-typescript writes; read from the shapes in contract,
 * types only, so that no validator travels to the browser.
 */
import type * as z from 'zod'
import type * as application from '@certhall/contract/application/api'
import type * as form from '@certhall/contract/application/form'
import type * as captcha from '@certhall/contract/captcha'
import type * as desk from '@certhall/contract/desk/api'
import type { Problem } from '@certhall/contract/errors'
import type * as hall from '@certhall/contract/hall/hall'
import type * as passcode from '@certhall/contract/passcode/api'

type Shape = z.ZodType
type NoParameters = { query?: never; path?: never }
type Draft = { query?: never; path: { draftId: string } }
type ByNumber = { query?: never; path: { applicationNo: string } }

interface Answers<Body> {
  200: { headers: Record<string, unknown>; content: { 'application/json': Body } }
  default: { headers: Record<string, unknown>; content: { 'application/problem+json': Problem } }
}

interface Get<Answer, Parameters = NoParameters> {
  get: { parameters: Parameters; responses: Answers<Answer> }
}
interface Post<Asked, Answer, Parameters = NoParameters> {
  post: { parameters: Parameters; requestBody: { content: { 'application/json': Asked } }; responses: Answers<Answer> }
}
interface Put<Asked, Answer, Parameters = NoParameters> {
  put: { parameters: Parameters; requestBody: { content: { 'application/json': Asked } }; responses: Answers<Answer> }
}
/** Without a body, or with a multipart one that `body` and `bodySerializer` build. */
interface Send<Answer, Parameters = NoParameters> {
  post: { parameters: Parameters; requestBody?: { content: { 'multipart/form-data': FormData } }; responses: Answers<Answer> }
}
interface Delete<Answer, Parameters = NoParameters> {
  delete: { parameters: Parameters; responses: Answers<Answer> }
}

type In<S extends Shape> = z.input<S>
type Out<S extends Shape> = z.output<S>
type Nothing = Record<string, never>

export interface paths {
  '/api/v1/hall': Get<Out<typeof hall.hallView>>
  '/api/v1/projects': Get<Out<typeof hall.projectView>[]>
  '/api/v1/service-points': Get<Out<typeof hall.servicePointView>[]>
  '/api/v1/consents': Get<Out<typeof hall.consentView>[]>
  '/api/v1/authorities': Get<Out<typeof hall.authorityView>[]>
  '/api/v1/captcha': Get<Out<typeof captcha.captchaChallenge>>

  '/api/v1/lookups': Post<In<typeof application.lookupRequest>, Out<typeof application.lookupResponse>>
  '/api/v1/drafts/{draftId}': Get<Out<typeof application.draftView>, Draft> &
    Put<In<typeof application.draftSave>, Out<typeof application.draftView>, Draft>
  '/api/v1/drafts/{draftId}/prefill-codes': Send<Out<typeof application.contactCodeSent>, Draft>
  '/api/v1/drafts/{draftId}/prefill': Post<In<typeof application.codeEntry>, Out<typeof application.draftView>, Draft>
  '/api/v1/drafts/{draftId}/contact-codes': Post<In<typeof application.contactCodeRequest>, Out<typeof application.contactCodeSent>, Draft>
  '/api/v1/drafts/{draftId}/contact-codes/check': Post<In<typeof application.contactCodeCheck>, Out<typeof application.draftView>, Draft>
  '/api/v1/drafts/{draftId}/check': Send<Out<typeof application.formCheck>, Draft>
  '/api/v1/drafts/{draftId}/documents': Send<Out<typeof form.documentView>, Draft>
  '/api/v1/drafts/{draftId}/documents/{documentId}': Delete<Nothing, { query?: never; path: { draftId: string; documentId: string } }>
  '/api/v1/drafts/{draftId}/submit': Post<In<typeof application.submitRequest>, Out<typeof application.progressView>, Draft>
  '/api/v1/drafts/resume-codes': Post<In<typeof application.resumeCodeRequest>, Nothing>
  '/api/v1/drafts/resume': Post<In<typeof application.resumeRequest>, Out<typeof application.draftView>>

  '/api/v1/progress/codes': Post<In<typeof application.progressCodeRequest>, Nothing>
  '/api/v1/progress': Post<In<typeof application.progressRequest>, Out<typeof application.progressView>>
  '/api/v1/applications/{applicationNo}': Get<Out<typeof application.progressView>, ByNumber>
  '/api/v1/applications/{applicationNo}/documents': Send<Out<typeof form.documentView>, ByNumber>
  '/api/v1/applications/{applicationNo}/corrections': Post<
    In<typeof application.correctionRequest>,
    Out<typeof application.progressView>,
    ByNumber
  >
  '/api/v1/applications/{applicationNo}/withdraw': Post<In<typeof application.withdrawRequest>, Out<typeof application.progressView>, ByNumber>

  '/api/v1/passcodes/check': Post<In<typeof passcode.passcodeCheck>, Out<typeof passcode.passcodeView>>
  '/api/v1/passcodes/redeem': Post<In<typeof passcode.redeemRequest>, Out<typeof passcode.issuedCertificate>>
  '/api/v1/passcodes/confirm': Post<In<typeof passcode.confirmRequest>, Out<typeof passcode.passcodeView>>
  '/api/v1/passcodes/abandon': Post<In<typeof passcode.abandonRequest>, Out<typeof passcode.abandonResponse>>

  '/api/v1/desk/enrolments/question': Post<In<typeof desk.enrolmentQuestion>, Out<typeof desk.enrolmentView>>
  '/api/v1/desk/enrolments': Post<In<typeof desk.enrolmentRequest>, Out<typeof desk.enrolmentResult>>
  '/api/v1/desk/cases': Get<
    Out<typeof desk.caseList>,
    { query?: { list?: 'open' | 'returned' | 'decided' | 'all'; cursor?: string }; path?: never }
  >
  '/api/v1/desk/cases/next': Send<Out<typeof desk.nextCase>>
  '/api/v1/desk/cases/{applicationNo}': Get<Out<typeof desk.caseView>, ByNumber>
  '/api/v1/desk/cases/{applicationNo}/reveal': Post<In<typeof desk.revealRequest>, Out<typeof desk.revealResponse>, ByNumber>
  '/api/v1/desk/cases/{applicationNo}/statements': Post<In<typeof desk.decisionDraft>, Out<typeof desk.statementToSign>, ByNumber>
  '/api/v1/desk/cases/{applicationNo}/decisions': Post<In<typeof desk.signedByMe>, Out<typeof desk.caseView>, ByNumber>
  '/api/v1/desk/deliveries': Get<Out<typeof desk.deliveryList>, { query?: { list?: 'toSend' | 'sent' | 'all'; cursor?: string }; path?: never }>
  '/api/v1/desk/deliveries/{applicationNo}/statements': Post<In<typeof desk.releaseDraft>, Out<typeof desk.statementToSign>, ByNumber>
  '/api/v1/desk/deliveries/{applicationNo}/releases': Post<In<typeof desk.signedByMe>, Out<typeof desk.deliveryRow>, ByNumber>
  '/api/v1/desk/audit': Get<Out<typeof desk.auditList>, { query?: { cursor?: string; case?: string; type?: string }; path?: never }>
  '/api/v1/outbox': Get<Out<typeof desk.outboxList>>
}
