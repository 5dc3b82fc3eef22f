import type { ErrorCode } from '@certhall/contract/errors'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import type { StaffActor } from '../actor.ts'
import type { ReviewCase, StoredDecision } from '../application/review-ports.ts'
import { isLive } from './lifecycle.ts'
import type { StoredPasscode } from './ports.ts'

export interface ReleaseFacts {
  readonly reviewCase: Pick<ReviewCase, 'state'>
  readonly decision: Pick<StoredDecision, 'personId' | 'decision'> | undefined
  readonly passcodes: readonly Pick<StoredPasscode, 'state'>[]
}

/** An issuer who did not review the case may release it while it is approved; a live code needs a reason to be replaced. */
export const mayRelease = (actor: StaffActor, { reviewCase, decision, passcodes }: ReleaseFacts, resendReason: string | null): Decision<true, ErrorCode> => {
  if (!actor.roles.includes('issuer')) return refused('policy.role-missing')
  if (reviewCase.state !== 'approved' || decision?.decision !== 'approve') return refused('state.application')
  if (decision.personId === actor.personId) return refused('policy.same-person')
  if (passcodes.some((each) => each.state === 'used')) return refused('state.passcode-used')
  if (passcodes.some((each) => isLive(each.state)) && (resendReason?.trim() ?? '').length < shortestReason) return refused('state.release-exists')
  return allowed(true)
}

const shortestReason = 2
