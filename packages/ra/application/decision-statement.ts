import { documentKinds, formFields, type RejectReason } from '@certhall/contract/application/vocabulary'
import type { ErrorCode } from '@certhall/contract/errors'
import type { ReviewDecision } from '@certhall/contract/statement/statements'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import type { StaffActor } from '../actor.ts'
import { statementText } from '../staff/signed-statement.ts'
import type { ReturnedItem, ReviewCase } from './review-ports.ts'

export interface DecisionWish {
  readonly decision: ReviewDecision['decision']
  readonly rejectReason: RejectReason | null
  readonly returnedItems: readonly ReturnedItem[]
  readonly remark: string
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

/** What a reviewer signs: the case as it is, its revision and snapshot, the decision with its reasons, and by which certificate. */
export const decisionText = (reviewCase: ReviewCase, wish: DecisionWish, actor: StaffActor, preparedAtMs: number): string => {
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

const returnable: ReadonlySet<string> = new Set([...formFields, ...documentKinds.map((kind) => `document.${kind}`)])
