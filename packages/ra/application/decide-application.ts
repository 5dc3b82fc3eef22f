import { approvalsNeeded } from '@certhall/contract/application/follow-up'
import type { ErrorCode } from '@certhall/contract/errors'
import { reviewDecision } from '@certhall/contract/statement/statements'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import { toBase64 } from '@certhall/kernel/bytes'
import type { StaffActor } from '../actor.ts'
import { sha256Hex } from '../digest.ts'
import type { Ground, TransactionOf } from '../ports.ts'
import type { StaffRepository } from '../staff/ports.ts'
import { isSignedBy, isTimely, readStatement } from '../staff/signed-statement.ts'
import { type ApplyTransaction, applyDecision, type NoticeWords } from './apply-decision.ts'
import { checkWish, decisionText, type DecisionWish } from './decision-statement.ts'
import { mayDecideNow, standing } from './review-policy.ts'
import type { DecisionRepository, ReviewCase } from './review-ports.ts'
import { begin } from './start-review.ts'

type DecideTransaction = ApplyTransaction & { decisions: DecisionRepository; staff: StaffRepository }

export interface DecideDeps extends Ground, NoticeWords {
  readonly transaction: TransactionOf<DecideTransaction>
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
      await applyDecision(deps, tx, { reviewCase, statement, textSha256, actor, nowMs })
    })
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
