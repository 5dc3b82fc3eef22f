import type { ErrorCode } from '@certhall/contract/errors'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import type { StaffActor } from '../actor.ts'
import { mayDecide } from './policy.ts'
import { approvalsNeeded } from '@certhall/contract/application/follow-up'
import type { ReviewCase, StoredDecision } from './review-ports.ts'

export type ReviewFacts = Pick<ReviewCase, 'state' | 'enteredBy'>

/** Somebody who may decide the case at all may do so while it is open and nobody else has. */
export const mayDecideNow = (
  actor: StaffActor,
  reviewCase: ReviewFacts,
  decided?: Pick<StoredDecision, 'personId'>,
): Decision<true, ErrorCode> => {
  const may = mayDecide(actor, reviewCase)
  if (!may.ok) return may
  if (decided !== undefined) return refused('state.decided')
  return reviewCase.state === 'submitted' || reviewCase.state === 'underReview'
    ? allowed(true)
    : refused('state.application', { detail: { state: reviewCase.state } })
}

/**
 * The decision that keeps this person from deciding: the one that settled the revision, or the person's own while a
 * second approval is outstanding (design §5.2: two persons).
 */
export const standing = (
  { applicationType }: Pick<ReviewCase, 'applicationType'>,
  decisions: readonly StoredDecision[],
  personId: string,
): StoredDecision | undefined => {
  const final = decisions.find(({ decision }) => decision !== 'approve')
  if (final !== undefined) return final
  if (decisions.length >= approvalsNeeded(applicationType)) return decisions.at(-1)
  return decisions.find((each) => each.personId === personId)
}

/** Papers and masked numbers are for those who decide on them, and for the auditor who says why. */
export const mayReveal = (actor: StaffActor): boolean => actor.roles.includes('reviewer') || actor.roles.includes('auditor')

/** Cases are for whoever works on them, and for the auditor; customer service sees no form and no paper. */
export const maySeeCases = (actor: StaffActor): Decision<true, ErrorCode> =>
  actor.roles.some((role) => role === 'reviewer' || role === 'issuer' || role === 'auditor')
    ? allowed(true)
    : refused('policy.role-missing', { detail: { role: 'reviewer' } })

export const mayOpenDocuments = (actor: StaffActor): boolean => actor.roles.includes('reviewer') || actor.roles.includes('auditor')
