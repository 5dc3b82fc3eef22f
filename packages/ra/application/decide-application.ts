import { approvalsNeeded, followUpRule, makesCertificate } from '@certhall/contract/application/follow-up'
import { formFields, documentKinds, type RejectReason } from '@certhall/contract/application/vocabulary'
import type { ErrorCode } from '@certhall/contract/errors'
import { reviewDecision, type ReviewDecision } from '@certhall/contract/statement/statements'
import { allowed, AppError, type Decision, orThrow, refused } from '@certhall/kernel/app-error'
import { toBase64 } from '@certhall/kernel/bytes'
import type { StaffActor } from '../actor.ts'
import type { AuditEventType } from '../audit/audit-event.ts'
import { sha256Hex } from '../digest.ts'
import type { NoticeRepository } from '../notice/ports.ts'
import { isUnfreezing, type QuietTransaction } from '../organization/contact-quiet.ts'
import { keepOrganization } from '../organization/keep-organization.ts'
import type { OrganizationRepository } from '../organization/ports.ts'
import type { Ground, TransactionOf } from '../ports.ts'
import type { StaffRepository } from '../staff/ports.ts'
import { isSignedBy, isTimely, readStatement, statementText } from '../staff/signed-statement.ts'
import { nextState } from './lifecycle.ts'
import { endTarget, type TargetTransaction } from '../certificate/end-target.ts'
import { mayDecideNow, standing } from './review-policy.ts'
import type { CaseRepository, DecisionRepository, ReturnedItem, ReviewCase } from './review-ports.ts'
import { begin } from './start-review.ts'

type DecideTransaction = TargetTransaction &
  QuietTransaction & {
    cases: CaseRepository
    decisions: DecisionRepository
    staff: StaffRepository
    notices: NoticeRepository
    organizations: OrganizationRepository
  }

export interface DecideDeps extends Ground {
  readonly progressUrl: string
  readonly hotline: string
  readonly transaction: TransactionOf<DecideTransaction>
}

export interface DecisionWish {
  readonly decision: ReviewDecision['decision']
  readonly rejectReason: RejectReason | null
  readonly returnedItems: readonly ReturnedItem[]
  readonly remark: string
}

/** The text that the reviewer will sign, built from the case as it is now; nothing is stored. */
export const prepareDecision =
  (deps: DecideDeps) =>
  async (applicationNo: string, version: number, wish: DecisionWish, actor: StaffActor): Promise<string> =>
    deps.transaction(async ({ cases, decisions, staff }) => {
      const reviewCase = await cases.one(applicationNo)
      if (reviewCase === undefined) throw new AppError<ErrorCode>('missing.application')
      await refuseDecided({ decisions, staff }, reviewCase, actor)
      orThrow(mayDecideNow(actor, reviewCase))
      if (reviewCase.version !== version) throw new AppError<ErrorCode>('state.conflict', { detail: { reason: 'case-changed' } })
      orThrow(checkWish(wish))
      return decisionText(reviewCase, wish, actor, deps.clock.nowMs())
    })

/**
 * A reviewer's signed decision. The text must be exactly what would be prepared from the case now, so nobody signs
 * something stale; one decision a revision, so the second of two reviewers is told who was first. One transaction:
 * decision, state, audit, notices, and the organisation's record when it is approved.
 */
export const decideApplication =
  (deps: DecideDeps) =>
  async (signed: { applicationNo: string; text: string; signature: string }, actor: StaffActor): Promise<void> => {
    const statement = orThrow(readStatement(reviewDecision, signed.text))
    const textSha256 = sha256Hex(signed.text)
    await deps.transaction(async (tx) => {
      const nowMs = deps.clock.nowMs()
      const found = await tx.cases.lock(signed.applicationNo)
      if (found === undefined) throw new AppError<ErrorCode>('missing.application')
      const earlier = await tx.decisions.ofRevision(found.applicationNo, found.revision)
      if (earlier.some((each) => each.textSha256 === textSha256)) return
      await refuseDecided(tx, found, actor)
      orThrow(mayDecideNow(actor, found))
      if (!isTimely(statement.preparedAtMs, nowMs)) throw new AppError<ErrorCode>('state.conflict', { detail: { reason: 'statement-old' } })
      orThrow(checkWish(statement))
      if (signed.text !== decisionText(found, statement, actor, statement.preparedAtMs))
        throw new AppError<ErrorCode>('state.conflict', { detail: { reason: 'case-changed' } })
      const certificate = await tx.staff.certificate(actor.certificateSha256)
      if (certificate === undefined || !isSignedBy(certificate.der, signed.text, signed.signature))
        throw new AppError<ErrorCode>('auth.signature-wrong')
      const reviewCase = await begin(tx, found, actor, nowMs)
      const added = await tx.decisions.add({
        decisionId: deps.random.uuid(),
        ordinal: earlier.length === 0 ? 1 : 2,
        applicationNo: found.applicationNo,
        revision: found.revision,
        decision: statement.decision,
        statement: { text: signed.text, signature: signed.signature, certificate: toBase64(certificate.der) },
        textSha256,
        personId: actor.personId,
        decidedAtMs: nowMs,
      })
      if (!added) throw new AppError<ErrorCode>('state.conflict')
      const approvals = earlier.length + 1
      if (statement.decision === 'approve' && approvals < approvalsNeeded(found.applicationType))
        return await recordFirst(tx, reviewCase, textSha256, actor)
      await apply(deps, tx, reviewCase, statement, textSha256, actor, nowMs)
    })
  }

const apply = async (
  deps: DecideDeps,
  tx: DecideTransaction,
  reviewCase: ReviewCase,
  statement: ReviewDecision,
  textSha256: string,
  actor: StaffActor,
  nowMs: number,
): Promise<void> => {
  const { applicationNo, state, version } = reviewCase
  const to = orThrow(nextState(state, statement.decision))
  const changed = await tx.cases.change({
    applicationNo,
    from: state,
    version,
    to,
    atMs: nowMs,
    ...(statement.decision === 'return' ? { returnedItems: statement.returnedItems } : {}),
    ...(statement.decision === 'reject' && statement.rejectReason !== null
      ? { reject: { reason: statement.rejectReason, remark: statement.remark } }
      : {}),
  })
  if (!changed) throw new AppError<ErrorCode>('state.conflict')
  await tx.audit.append({
    type: eventOf[statement.decision],
    actor,
    role: 'reviewer',
    applicationNo,
    before: state,
    after: to,
    detail: {
      revision: reviewCase.revision,
      snapshotSha256: reviewCase.snapshotSha256,
      textSha256,
      reason: statement.rejectReason,
      items: statement.returnedItems.length,
    },
  })
  if (statement.decision === 'approve') return await approve(deps, tx, { ...reviewCase, state: to, version: version + 1 }, actor, nowMs)
  await tell(deps, tx, reviewCase, statement)
}

/** One of two approvals: the case stays under review until another person has approved the same revision. */
const recordFirst = async (
  tx: DecideTransaction,
  { applicationNo, state, revision, snapshotSha256 }: ReviewCase,
  textSha256: string,
  actor: StaffActor,
): Promise<void> =>
  tx.audit.append({
    type: 'application.first-approved',
    actor,
    role: 'reviewer',
    applicationNo,
    before: state,
    after: state,
    detail: { revision, snapshotSha256, textSha256 },
  })

/** What an approval does at once: the record of the organisation, the end of the target where its reason says so, and completion where no certificate follows. */
const approve = async (
  deps: DecideDeps,
  tx: DecideTransaction,
  reviewCase: ReviewCase,
  actor: StaffActor,
  nowMs: number,
): Promise<void> => {
  const { applicationNo, applicationType, followUp, state, version } = reviewCase
  // Ending a certificate changes no data of the organisation, and an unfreeze must not (design §5.2).
  if (applicationType !== 'revoke' && applicationType !== 'unfreeze') await keepRecord(tx, reviewCase, nowMs)
  const ended = await endTarget(tx, followUp, { moment: 'approval', overlapDays: reviewCase.overlapDays, actor, atMs: nowMs })
  if (ended?.endsAtMs === nowMs) await tellEnd(deps, tx, reviewCase, ended.serialNumber)
  if (makesCertificate(applicationType, followUp?.reason ?? null)) return
  const completed = orThrow(nextState(state, 'complete'))
  if (!(await tx.cases.change({ applicationNo, from: state, version, to: completed, atMs: nowMs })))
    throw new AppError<ErrorCode>('state.conflict')
  await tx.audit.append({ type: 'application.completed', actor, role: 'reviewer', applicationNo, before: state, after: completed })
}

/** Who asked for it waits for this; who did not must hear of it. */
const tellEnd = async (
  { hotline }: DecideDeps,
  tx: DecideTransaction,
  { applicationNo, language, organizationName, form, followUp }: ReviewCase,
  serialNumber: string,
): Promise<void> => {
  const rule = followUp === null ? undefined : followUpRule(followUp.type, followUp.reason)
  const parameters = { organizationName, serialNumber, reason: rule?.revocationReason ?? 'unspecified', hotline }
  for (const [channel, address] of [
    ['email', form.contact.email],
    ['sms', form.contact.mobile],
  ] as const)
    await tx.notices.add({ kind: 'certificate-revoked', applicationNo, channel, address, language, parameters })
}

/** While an unfreeze is under way the contact on record stays, whatever this application says. */
const keepRecord = async (tx: DecideTransaction, { orgCode, uscc, form }: ReviewCase, nowMs: number): Promise<void> => {
  const recorded = (await isUnfreezing(tx, orgCode)) ? await tx.organizations.one(orgCode) : undefined
  await keepOrganization(tx.organizations)({ orgCode, uscc, form: { ...form, contact: recorded?.form.contact ?? form.contact } }, nowMs)
}

/** By mail with what to do, and by SMS as well: somebody waits for this. The download notice follows the release. */
const tell = async (
  deps: DecideDeps,
  tx: DecideTransaction,
  { applicationNo, language, organizationName, form }: ReviewCase,
  statement: ReviewDecision,
): Promise<void> => {
  const progressUrl = deps.progressUrl
  for (const [channel, address] of [
    ['email', form.contact.email],
    ['sms', form.contact.mobile],
  ] as const) {
    const to = { applicationNo, channel, address, language }
    if (statement.decision === 'return')
      await tx.notices.add({
        kind: 'application-returned',
        ...to,
        parameters: { organizationName, itemCount: String(statement.returnedItems.length), progressUrl },
      })
    else
      await tx.notices.add({
        kind: 'application-rejected',
        ...to,
        parameters: { organizationName, reason: statement.rejectReason ?? 'other', progressUrl },
      })
  }
}

/** Each kind of decision carries its own reasons and no others. */
export const checkWish = (wish: DecisionWish): Decision<true, ErrorCode> => {
  const issues = [
    ...((wish.decision === 'reject') === (wish.rejectReason !== null) ? [] : [{ field: 'rejectReason', code: 'input.required' }]),
    ...((wish.decision === 'return') === wish.returnedItems.length > 0 ? [] : [{ field: 'returnedItems', code: 'input.required' }]),
    ...wish.returnedItems.flatMap(({ item }, index) =>
      returnable.has(item) ? [] : [{ field: `returnedItems.${index}.item`, code: 'input.unknown-choice' }],
    ),
    ...(new Set(wish.returnedItems.map(({ item }) => item)).size === wish.returnedItems.length
      ? []
      : [{ field: 'returnedItems', code: 'input.malformed' }]),
  ]
  return issues.length === 0 ? allowed(true) : refused('input.malformed', { issues })
}

/** Decided by somebody else, or by this person already: a second approval is another person's. */
const refuseDecided = async (
  tx: { readonly decisions: DecisionRepository; readonly staff: StaffRepository },
  reviewCase: ReviewCase,
  actor: StaffActor,
): Promise<void> => {
  const decisions = await tx.decisions.ofRevision(reviewCase.applicationNo, reviewCase.revision)
  const decided = standing(reviewCase, decisions, actor.personId)
  if (decided === undefined) return
  const [person] = await tx.staff.people([decided.personId])
  throw new AppError<ErrorCode>('state.decided', {
    detail: { by: person?.name ?? '', at: new Date(decided.decidedAtMs).toISOString(), decision: decided.decision },
  })
}

const decisionText = (reviewCase: ReviewCase, wish: DecisionWish, actor: StaffActor, preparedAtMs: number): string => {
  const { followUp } = reviewCase
  const statement: ReviewDecision = {
    format: 'certhall.review-decision.v1',
    applicationNo: reviewCase.applicationNo,
    revision: reviewCase.revision,
    decision: wish.decision,
    snapshotSha256: reviewCase.snapshotSha256,
    rejectReason: wish.rejectReason,
    returnedItems: wish.returnedItems.map(({ item, reason, remark }) => ({ item, reason, remark })),
    remark: wish.remark,
    ...(followUp === null ? {} : { followUp: { type: followUp.type, target: followUp.target, reason: followUp.reason } }),
    personId: actor.personId,
    certificateSha256: actor.certificateSha256,
    preparedAtMs,
  }
  return statementText(statement)
}

const eventOf: Readonly<Record<ReviewDecision['decision'], AuditEventType>> = {
  approve: 'application.approved',
  reject: 'application.rejected',
  return: 'application.returned',
}
const returnable: ReadonlySet<string> = new Set([...formFields, ...documentKinds.map((kind) => `document.${kind}`)])
