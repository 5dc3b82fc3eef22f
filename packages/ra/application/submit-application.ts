import type { CompleteForm } from '@certhall/contract/application/form'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import type { Actor } from '../actor.ts'
import { freezeWithin } from '../certificate/freeze-certificate.ts'
import { type CertificateOffer, offerOf, type Project } from '../project/project.ts'
import { applicationNumber, beijingYear, dueAfter } from './application-number.ts'
import { checkSubmission } from './check-submission.ts'
import { type FollowUpRecord, isOvertaken, mayBegin, recordOf, refuseInQuiet, refuseReplaced } from './follow-up-record.ts'
import type { IntakeDeps, IntakeTransaction } from './intake.ts'
import { nextState } from './lifecycle.ts'
import { type DraftKey, loadDraft } from './open-draft.ts'
import type { Application, Consent, Draft, Paper } from './ports.ts'
import { addressOf } from './review-ports.ts'
import { buildSnapshot } from './snapshot.ts'

export interface SubmitDeps extends IntakeDeps {
  /** The documents that must be agreed to, as they are now. */
  readonly consents: readonly Consent[]
  readonly reviewWorkingDays: number
  readonly progressUrl: string
  readonly hotline: string
  readonly unfreezeUrl: string
}

export interface Submission {
  readonly idempotencyKey: string
  readonly version: number
  readonly consents: readonly { readonly consentId: string; readonly version: string }[]
  readonly language: 'zh' | 'en'
}

/**
 * From draft to application, in one transaction: number, snapshot, audit, notice. A draft becomes one application only:
 * asked again, whoever asks gets the first answer. One open application an organisation, project and type.
 */
export const submitApplication =
  (deps: SubmitDeps) =>
  async (key: DraftKey, submission: Submission, actor: Actor): Promise<{ readonly applicationNo: string }> =>
    deps.transaction(async (tx) => {
      const nowMs = deps.clock.nowMs()
      const draft = await loadDraft(tx, key, nowMs)
      if (draft.applicationNo !== null) return { applicationNo: draft.applicationNo }
      if (draft.version !== submission.version) throw new AppError<ErrorCode>('state.draft-changed', { detail: { version: draft.version } })
      const consents = agreedConsents(deps.consents, submission)
      const record = await recordOf(tx, draft, 'lock')
      if (record !== undefined) await refuseLate(tx, draft, record, nowMs)
      const { project, offer, form, papers } = await complete(tx, draft, record, nowMs)
      await refuseSecond(tx, draft)
      const applicationNo = applicationNumber(beijingYear(nowMs), await tx.applications.nextNumber(beijingYear(nowMs)))
      const application = build(deps, draft, submission, { applicationNo, consents, offer, form, papers, nowMs })
      // Before the application is there: freezing stops what is open on the certificate.
      if (record?.rule.freezesAtOnce === true) await freezeTarget(deps, tx, record, actor)
      if (!(await tx.applications.add(application))) throw await openElsewhere(tx, draft)
      await tx.documents.moveToApplication(draft.draftId, applicationNo)
      await tx.drafts.markSubmitted(draft.draftId, applicationNo)
      await tell(deps, tx, application, project, actor)
      return { applicationNo }
    })

/** What was asked when the draft was begun is asked again: days may lie between (the row of the certificate is locked now). */
const refuseLate = async (tx: IntakeTransaction, draft: Draft, record: FollowUpRecord, nowMs: number): Promise<void> => {
  orThrow(mayBegin(record, draft.selection, nowMs))
  if (isOvertaken(draft, record.target)) throw new AppError<ErrorCode>('state.certificate-frozen')
  await refuseInQuiet(tx, record.target, record.followUp, nowMs)
  await refuseReplaced(tx, record.target)
}

/** Each document once, in its present version: agreement to an older text is no agreement. */
const agreedConsents = (required: readonly Consent[], submission: Submission): readonly Consent[] => {
  const missing = required.filter(
    (consent) => !submission.consents.some((given) => given.consentId === consent.consentId && given.version === consent.version),
  )
  if (missing.length > 0)
    throw new AppError<ErrorCode>('input.consent-missing', {
      issues: missing.map((consent) => ({ field: `consents.${consent.consentId}`, code: 'input.consent-missing' })),
    })
  return required
}

const complete = async (
  tx: IntakeTransaction,
  draft: Draft,
  record: FollowUpRecord | undefined,
  nowMs: number,
): Promise<{ project: Project; offer: CertificateOffer; form: CompleteForm; papers: readonly Paper[] }> => {
  const { selection } = draft
  const project = await tx.projects.one(selection.projectId)
  const offer = orThrow(offerOf(project, selection.certificateType, selection.medium))
  if (project === undefined) throw new AppError<ErrorCode>('missing.project')
  const papers = await tx.documents.list({ draftId: draft.draftId })
  const answer = checkSubmission({
    form: draft.form,
    selection,
    code: draft.code,
    offer,
    nowMs,
    project,
    verified: draft.verified,
    record,
    papers,
  })
  if (answer.complete === null)
    throw new AppError<ErrorCode>((answer.issues[0]?.code ?? 'input.malformed') as ErrorCode, { issues: answer.issues })
  return { project, offer, form: answer.complete, papers }
}

/** One open application on a certificate; of new ones one for each organisation, project and type. */
const openSecond = (tx: IntakeTransaction, { followUp, code, selection }: Draft) =>
  followUp === null
    ? tx.applications.openOf(code.orgCode, selection.projectId, selection.certificateType)
    : tx.applications.openOn(followUp.target)

const refuseSecond = async (tx: IntakeTransaction, draft: Draft): Promise<void> => {
  const open = await openSecond(tx, draft)
  if (open !== undefined)
    throw new AppError<ErrorCode>(draft.followUp === null ? 'state.application-open' : 'state.follow-up-open', {
      detail: { applicationNo: open.applicationNo },
    })
}

const openElsewhere = async (tx: IntakeTransaction, draft: Draft): Promise<AppError<ErrorCode>> => {
  const open = await openSecond(tx, draft)
  return new AppError<ErrorCode>(
    draft.followUp === null ? 'state.application-open' : 'state.follow-up-open',
    open === undefined ? {} : { detail: { applicationNo: open.applicationNo } },
  )
}

/** Loss and compromise: frozen in the transaction that takes the report, so that nobody waits for a review (design §5.2). */
const freezeTarget = async (deps: SubmitDeps, tx: IntakeTransaction, { target, followUp }: FollowUpRecord, actor: Actor): Promise<void> => {
  if (target.state !== 'valid' || target.notAfterMs < deps.clock.nowMs()) return
  await freezeWithin(deps, tx, target, {
    key: followUp.target,
    reason: followUp.reason === 'mediumLost' ? 'mediumLost' : 'keyCompromise',
    remark: followUp.remark,
    actor,
  })
}

interface Parts {
  readonly applicationNo: string
  readonly consents: readonly Consent[]
  readonly offer: CertificateOffer
  readonly form: CompleteForm
  readonly papers: readonly Paper[]
  readonly nowMs: number
}

const build = (
  deps: SubmitDeps,
  draft: Draft,
  submission: Submission,
  { applicationNo, consents, offer, form, papers, nowMs }: Parts,
): Application => {
  const { selection } = draft
  const snapshot = buildSnapshot({ applicationNo, revision: 1, selection, offer, form, papers, followUp: draft.followUp })
  return {
    applicationId: deps.random.uuid(),
    applicationNo,
    applicationType: draft.followUp?.type ?? 'new',
    followUp: draft.followUp,
    state: orThrow(nextState('draft', 'submit')),
    version: 1,
    revision: 1,
    channel: 'online',
    language: submission.language,
    projectId: selection.projectId,
    certificateType: selection.certificateType,
    profileId: offer.profileId,
    keyAlgorithm: offer.keyAlgorithm,
    medium: selection.medium,
    orgCode: form.organization.orgCode,
    uscc: form.organization.uscc,
    organizationName: form.organization.name,
    form,
    snapshot: snapshot.text,
    snapshotSha256: snapshot.sha256,
    consents,
    returnedItems: [],
    reject: null,
    passcodeChannel: form.delivery.channel,
    enteredBy: null,
    draftId: draft.draftId,
    idempotencyKey: submission.idempotencyKey,
    submittedAtMs: nowMs,
    dueAtMs: dueAfter(nowMs, deps.reviewWorkingDays),
    changedAtMs: nowMs,
  }
}

const tell = async (deps: SubmitDeps, tx: IntakeTransaction, application: Application, project: Project, actor: Actor): Promise<void> => {
  const { applicationNo, form, language, passcodeChannel } = application
  await tx.audit.append({
    type: 'application.submitted',
    actor,
    applicationNo,
    before: 'draft',
    after: application.state,
    detail: {
      revision: 1,
      snapshotSha256: application.snapshotSha256,
      projectId: application.projectId,
      consents: application.consents.map((consent) => `${consent.consentId}@${consent.version}`).join(' '),
    },
  })
  await tx.notices.add({
    kind: 'application-submitted',
    applicationNo,
    channel: passcodeChannel,
    address: addressOf(form, passcodeChannel),
    language,
    parameters: {
      organizationName: application.organizationName,
      projectNameZh: project.definition.nameZh,
      projectNameEn: project.definition.nameEn,
      dueAt: new Date(application.dueAtMs).toISOString(),
      progressUrl: deps.progressUrl,
    },
  })
}
