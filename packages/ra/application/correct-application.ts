import type { CompleteForm, DraftForm } from '@certhall/contract/application/form'
import { formFields } from '@certhall/contract/application/vocabulary'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError, type FieldIssue, orThrow } from '@certhall/kernel/app-error'
import type { Actor } from '../actor.ts'
import { offerOf } from '../project/project.ts'
import { type ApplicationKey, loadOwnApplication, returnedKinds } from './add-document.ts'
import { dueAfter } from './application-number.ts'
import { checkForm } from './check-form.ts'
import { addressHmac, codeLifeMs } from './contact-code.ts'
import { mayFollow } from '../certificate/policy.ts'
import { fixedFields, type FollowUpRecord, recordOf } from './follow-up-record.ts'
import { type Progress, progressOf } from './follow-progress.ts'
import type { IntakeDeps, IntakeTransaction } from './intake.ts'
import { nextState } from './lifecycle.ts'
import type { Application, Paper } from './ports.ts'
import { buildSnapshot } from './snapshot.ts'

export interface CorrectDeps extends IntakeDeps {
  readonly reviewWorkingDays: number
}

export interface Correction {
  readonly idempotencyKey: string
  readonly revision: number
  readonly form: DraftForm
}

/** Corrections of exactly what was returned: a new revision with a snapshot of its own, which needs a new decision. */
export const correctApplication =
  (deps: CorrectDeps) =>
  async (key: ApplicationKey, correction: Correction, actor: Actor): Promise<Progress> =>
    deps.transaction(async (tx) => {
      const nowMs = deps.clock.nowMs()
      const application = await loadOwnApplication(tx, key)
      if (application.idempotencyKey === correction.idempotencyKey) return progressOf(tx, application)
      const state = orThrow(nextState(application.state, 'resubmit'))
      if (application.revision !== correction.revision)
        throw new AppError<ErrorCode>('state.conflict', { detail: { revision: application.revision } })
      const record = await recordOf(tx, application)
      if (record?.rule.freezesAtOnce === false) orThrow(mayFollow(record.target, record.followUp.type, nowMs))
      const papers = await replacePapers(tx, application, nowMs)
      const next = {
        ...(await rebuild(deps, tx, { application, record, papers }, correction, nowMs)),
        state,
        idempotencyKey: correction.idempotencyKey,
        changedAtMs: nowMs,
        dueAtMs: dueAfter(nowMs, deps.reviewWorkingDays),
      }
      if (!(await tx.applications.save(next, application))) throw new AppError<ErrorCode>('state.conflict')
      await tx.audit.append({
        type: 'application.resubmitted',
        actor,
        applicationNo: key.applicationNo,
        before: application.state,
        after: state,
        detail: { revision: next.revision, snapshotSha256: next.snapshotSha256 },
      })
      return progressOf(tx, next)
    })

interface Returned {
  readonly application: Application
  readonly record: FollowUpRecord | undefined
  readonly papers: readonly Paper[]
}

const rebuild = async (
  deps: CorrectDeps,
  tx: IntakeTransaction,
  { application, record, papers }: Returned,
  correction: Correction,
  nowMs: number,
): Promise<Application> => {
  const selection = { projectId: application.projectId, certificateType: application.certificateType, medium: application.medium }
  const project = await tx.projects.one(application.projectId)
  // A project that closed meanwhile still finishes what it accepted.
  const offer = orThrow(
    offerOf(project === undefined ? undefined : { ...project, closedAtMs: null }, selection.certificateType, selection.medium),
  )
  const form = mergeReturned(application, correction.form)
  const code = { orgCode: application.orgCode, uscc: application.uscc }
  const { issues, complete } = checkForm({ form, selection, code, offer, nowMs })
  // Only what was typed: that the record has moved on elsewhere since then keeps nobody from answering.
  const more: FieldIssue[] = [
    ...issues,
    ...(complete === null ? [] : await unproven(deps, tx, application, complete, nowMs)),
    ...(record === undefined ? [] : fixedFields(record, correction.form, 'typed')),
  ]
  if (complete === null || more.length > 0)
    throw new AppError<ErrorCode>((more[0]?.code ?? 'input.malformed') as ErrorCode, { issues: more })
  const revision = application.revision + 1
  const snapshot = buildSnapshot({
    applicationNo: application.applicationNo,
    revision,
    selection,
    offer,
    form: complete,
    papers,
    followUp: application.followUp,
  })
  return {
    ...application,
    revision,
    version: application.version + 1,
    form: complete,
    organizationName: complete.organization.name,
    profileId: offer.profileId,
    keyAlgorithm: offer.keyAlgorithm,
    snapshot: snapshot.text,
    snapshotSha256: snapshot.sha256,
    returnedItems: [],
    passcodeChannel: complete.delivery.channel,
  }
}

/** Returned fields from the correction, everything else from the application; a field that was not returned is refused. */
const mergeReturned = (application: Application, typed: DraftForm): DraftForm => {
  const returned = new Set(application.returnedItems.map(({ item }) => item))
  const form = draftOf(application.form)
  for (const field of formFields) {
    const [group, name] = field.split('.') as [keyof DraftForm, string]
    const value = (typed[group] as Record<string, unknown> | undefined)?.[name]
    if (value === undefined) continue
    if (!returned.has(field)) throw new AppError<ErrorCode>('state.not-returned', { issues: [{ field, code: 'state.not-returned' }] })
    form[group] = { ...form[group], [name]: value }
  }
  return form as DraftForm
}

/** A complete form as it would have been typed: nothing where nothing was given. */
export const draftOf = (form: CompleteForm): Record<string, Record<string, unknown>> => {
  const { orgCode: _orgCode, ...organization } = form.organization
  const plain = (group: object): Record<string, unknown> => Object.fromEntries(Object.entries(group).filter(([, value]) => value !== null))
  return {
    organization: plain(organization),
    contact: plain(form.contact),
    agent: plain(form.agent),
    certificate: plain(form.certificate),
    delivery: plain(form.delivery),
  }
}

/** A new address must have been proven for this application; the old one was. */
const unproven = async (
  deps: CorrectDeps,
  tx: IntakeTransaction,
  application: Application,
  form: CompleteForm,
  nowMs: number,
): Promise<FieldIssue[]> => {
  const issues: FieldIssue[] = []
  for (const channel of ['mobile', 'email'] as const) {
    if (form.contact[channel] === application.form.contact[channel]) continue
    const isProven = await tx.codes.proven(
      `application:${application.applicationNo}`,
      addressHmac(deps.pepper, channel, form.contact[channel]),
      nowMs - proofLifeMs,
    )
    if (!isProven) issues.push({ field: `contact.${channel}`, code: 'input.contact-unverified' })
  }
  return issues
}

const proofLifeMs = 24 * 3_600_000 + codeLifeMs

/** Each returned paper must have come again since; the earlier ones of its kind go out of view and stay as evidence. */
const replacePapers = async (tx: IntakeTransaction, application: Application, nowMs: number): Promise<readonly Paper[]> => {
  const owner = { applicationNo: application.applicationNo }
  const kinds = returnedKinds(application)
  const papers = await tx.documents.list(owner)
  const isOld = (paper: Paper): boolean => kinds.includes(paper.kind) && paper.uploadedAtMs < application.changedAtMs
  const missing = kinds.filter((kind) => !papers.some((paper) => paper.kind === kind && !isOld(paper)))
  if (missing.length > 0)
    throw new AppError<ErrorCode>('input.document-missing', {
      issues: missing.map((kind) => ({ field: `document.${kind}`, code: 'input.document-missing' })),
    })
  for (const paper of papers.filter(isOld)) await tx.documents.replace(owner, paper.documentId, nowMs)
  return papers.filter((paper) => !isOld(paper))
}
