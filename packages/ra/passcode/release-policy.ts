import type { ErrorCode } from '@certhall/contract/errors'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import type { StaffActor } from '../actor.ts'
import type { ReviewCase, StoredDecision } from '../application/review-ports.ts'
import { isLive } from './lifecycle.ts'
import type { StoredPasscode } from './ports.ts'

export interface ReleaseFacts {
  readonly reviewCase: Pick<ReviewCase, 'state'>
  /** All of the revision: two for an unfreeze. */
  readonly decisions: readonly Pick<StoredDecision, 'personId' | 'decision'>[]
  readonly passcodes: readonly Pick<StoredPasscode, 'state'>[]
}

/** An issuer who did not review the case may release it while it is approved; a live code needs a reason to be replaced. */
export const mayRelease = (
  actor: StaffActor,
  { reviewCase, decisions, passcodes }: ReleaseFacts,
  resendReason: string | null,
): Decision<true, ErrorCode> => {
  if (!actor.roles.includes('issuer')) return refused('policy.role-missing')
  if (reviewCase.state !== 'approved' || decisions.length === 0 || decisions.some(({ decision }) => decision !== 'approve'))
    return refused('state.application')
  if (decisions.some(({ personId }) => personId === actor.personId)) return refused('policy.same-person')
  if (passcodes.some((each) => each.state === 'used')) return refused('state.passcode-used')
  if (passcodes.some((each) => isLive(each.state)) && (resendReason?.trim() ?? '').length < shortestReason)
    return refused('state.release-exists')
  return allowed(true)
}

const shortestReason = 2
