import type { ErrorCode } from '@certhall/contract/errors'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import type { Actor, StaffActor } from '../actor.ts'

/** Who may decide a case: a reviewer, and never the person who entered it (security §5.7; per person, not per account). */
export const mayDecide = (actor: Actor, application: { readonly enteredBy: string | null }): Decision<StaffActor, ErrorCode> => {
  if (actor.kind !== 'staff') return refused('auth.login-required')
  if (!actor.roles.includes('reviewer')) return refused('policy.role-missing', { detail: { role: 'reviewer' } })
  if (application.enteredBy !== null && application.enteredBy === actor.personId) return refused('policy.own-case')
  return allowed(actor)
}

/** What an applicant's session may open: the drafts and applications that it made, or whose mobile it has proven. */
export const mayOpen = (
  owned: readonly string[],
  id: string,
  missing: 'missing.draft' | 'missing.application',
): Decision<string, ErrorCode> => (owned.includes(id) ? allowed(id) : refused(missing))
