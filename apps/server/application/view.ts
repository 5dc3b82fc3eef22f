import type { DraftView, ProgressView } from '@certhall/contract/application/api'
import { approvalsNeeded, followUpRule } from '@certhall/contract/application/follow-up'
import type { FollowUpProgress, FollowUpView } from '@certhall/contract/application/follow-up-view'
import type { CompleteForm, DocumentView, DraftForm } from '@certhall/contract/application/form'
import type { DocumentKind } from '@certhall/contract/application/vocabulary'
import { maskEmail, maskIdNumber, maskMobile } from '@certhall/contract/contact/contact-address'
import { defaultOverlapDays } from '@certhall/contract/hall/hall'
import { draftOf } from '@certhall/ra/application/correct-application'
import type { Progress } from '@certhall/ra/application/follow-progress'
import { nextState } from '@certhall/ra/application/lifecycle'
import { type FollowUpRecord, papersOf } from '@certhall/ra/application/follow-up-record'
import type { OpenedDraft } from '@certhall/ra/application/open-draft'
import type { Application, Paper } from '@certhall/ra/application/ports'

export const toDraftView = ({ draft, papers, isPrefillOffered, record }: OpenedDraft): DraftView => ({
  draftId: draft.draftId,
  draftNo: draft.draftNo,
  selection: draft.selection,
  code: draft.code,
  form: draft.form,
  verified: draft.verified,
  documents: papers.map(toDocumentView),
  version: draft.version,
  savedAt: iso(draft.savedAtMs),
  expiresAt: iso(draft.expiresAtMs),
  applicationNo: draft.applicationNo,
  prefillOffered: isPrefillOffered,
  followUp: record === undefined ? null : toFollowUpView(record),
})

const toFollowUpView = (record: FollowUpRecord): FollowUpView => {
  const { followUp, rule, target, recorded } = record
  return {
    type: followUp.type,
    reason: followUp.reason,
    remark: followUp.remark,
    target: followUp.target,
    targetSubject: target.subject,
    recorded: draftOf(recorded) as DraftForm,
    papers: [...papersOf(record)],
    mayChange: [...rule.mayChange],
    makesCertificate: rule.makesCertificate,
  }
}

export const toDocumentView = ({ uploadedAtMs: _uploadedAtMs, ...paper }: Paper): DocumentView => paper

export const toProgressView = ({ application, project, papers, trace, target }: Progress): ProgressView => {
  const isOpen = application.state === 'submitted' || application.state === 'underReview'
  const { passcode, certificate } = trace
  const form = maskedForm(application.form)
  return {
    applicationNo: application.applicationNo,
    state: application.state,
    applicationType: application.applicationType,
    followUp: toFollowUpProgress({ application, project, target }),
    projectNameZh: project.definition.nameZh,
    projectNameEn: project.definition.nameEn,
    certificateType: application.certificateType,
    medium: application.medium,
    organizationName: application.organizationName,
    submittedAt: iso(application.submittedAtMs),
    dueAt: isOpen ? iso(application.dueAtMs) : null,
    revision: application.revision,
    timeline: trace.events.flatMap(stepsOf),
    returnedItems: application.returnedItems.map((item) => ({ ...item, value: formValueOf(form, item.item) })),
    reject: application.reject,
    passcode:
      passcode === null
        ? null
        : {
            state: passcode.state,
            sentTo: passcode.channel === 'sms' ? maskMobile(application.form.contact.mobile) : maskEmail(application.form.contact.email),
            expiresAt: iso(passcode.expiresAtMs),
          },
    certificate: certificate === null ? null : { serialNumber: certificate.serialNumber, notAfter: iso(certificate.notAfterMs) },
    form,
    documents: papers.map(toDocumentView),
    missingOriginals: project.definition.originalsByPost && isBeforeApproval(application) ? postedBy(application) : [],
    may: {
      correct: nextState(application.state, 'resubmit').ok,
      withdraw: nextState(application.state, 'withdraw').ok,
      download: passcode?.state === 'delivered' || passcode?.state === 'redeeming',
    },
  }
}

const toFollowUpProgress = ({
  application: { followUp, applicationType },
  project,
  target,
}: Pick<Progress, 'application' | 'project' | 'target'>): FollowUpProgress | null => {
  const rule = followUp === null ? undefined : followUpRule(followUp.type, followUp.reason)
  if (followUp === null || rule === undefined || target === undefined) return null
  const { type, reason, remark } = followUp
  return {
    type,
    reason,
    remark,
    target: {
      ...followUp.target,
      state: target.state,
      subject: target.subject,
      notAfter: iso(target.notAfterMs),
      endsAt: target.endsAtMs === null ? null : iso(target.endsAtMs),
    },
    targetEnd: rule.targetEnd,
    overlapDays: project.definition.overlapDays ?? defaultOverlapDays,
    makesCertificate: rule.makesCertificate,
    approvalsNeeded: approvalsNeeded(applicationType),
  }
}

/** An application that ended because its certificate was frozen was withdrawn by nobody. */
const stepsOf = ({ type, atMs, reason }: Progress['trace']['events'][number]): ProgressView['timeline'] => {
  const event = type === 'application.withdrawn' && reason === 'certificate-frozen' ? 'stopped' : stepOf[type]
  return event === undefined ? [] : [{ event, at: iso(atMs) }]
}

/** The steps people see, by the audit events they are. */
const stepOf: Readonly<Record<string, ProgressView['timeline'][number]['event']>> = {
  'application.submitted': 'submitted',
  'application.review-started': 'reviewStarted',
  'application.returned': 'returned',
  'application.resubmitted': 'resubmitted',
  'application.first-approved': 'firstApproved',
  'application.approved': 'approved',
  'application.rejected': 'rejected',
  'application.withdrawn': 'withdrawn',
  'passcode.delivered': 'passcodeSent',
  'passcode.redeeming': 'downloadStarted',
  'application.completed': 'completed',
  'application.expired': 'expired',
}

/** Sealed originals that a project asks for by post; nobody records their arrival yet, so they are named until the decision. */
const posted: readonly DocumentKind[] = ['applicationForm', 'authorizationLetter']
/** A follow-up is asked for the papers of its reason alone. */
const postedBy = ({ followUp }: Application): DocumentKind[] => {
  if (followUp === null) return [...posted]
  const papers = followUpRule(followUp.type, followUp.reason)?.papers
  return posted.filter((kind) => (followUp.shownBy === 'certificate' ? papers?.byCertificate : papers?.byContact)?.includes(kind) === true)
}
const isBeforeApproval = ({ state }: Application): boolean => state === 'submitted' || state === 'underReview' || state === 'returned'

/** The applicant's own data, but an identity number is not shown again to whoever stands behind them. */
const maskedForm = (form: CompleteForm): DraftForm =>
  draftOf({ ...form, agent: { ...form.agent, idNumber: maskIdNumber(form.agent.idNumber) } }) as DraftForm

const formValueOf = (form: DraftForm, item: string): string | null => {
  const [group, name = ''] = item.split('.') as [keyof DraftForm, string | undefined]
  const value = (form[group] as Readonly<Record<string, unknown>> | undefined)?.[name]
  return value === undefined ? null : String(value)
}

const iso = (atMs: number): string => new Date(atMs).toISOString()
