import type { Lint } from '../lint.ts'
import { sameMembers } from '../same-members.ts'

/** Exactly the policies of the profile. */
export const policiesProfile: Lint = {
  name: 'policies-profile',
  source: 'RFC 5280',
  clause: '§4.2.1.4',
  check: ({ facts, profile }) => (sameMembers(facts.policies ?? [], profile.rules.policies) ? undefined : 'other policies'),
}
