import type { ProgressView } from './requests.ts'

export type TargetFate = 'planned' | 'endsAt' | 'over' | 'staysFrozen' | 'unchanged'

type FollowUp = NonNullable<ProgressView['followUp']>
type Target = { readonly target: Pick<FollowUp['target'], 'state' | 'endsAt'> }

/** What there is to say of the certificate that a follow-up is on: what will become of it, or what has. */
export const targetFate = (state: ProgressView['state'], { target }: Target): TargetFate => {
  if (target.state === 'revoked' || target.state === 'expired') return 'over'
  if (target.endsAt !== null) return 'endsAt'
  if (state === 'rejected' || state === 'withdrawn' || state === 'expired') return target.state === 'frozen' ? 'staysFrozen' : 'unchanged'
  return state === 'completed' ? 'unchanged' : 'planned'
}
