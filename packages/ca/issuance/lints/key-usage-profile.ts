import type { Lint } from '../lint.ts'
import { sameMembers } from '../same-members.ts'

/** Exactly the usages of the profile. */
export const keyUsageProfile: Lint = {
  name: 'key-usage-profile',
  source: 'security study',
  clause: 'I05',
  check: ({ facts, profile }) => (sameMembers(facts.keyUsage, profile.rules.keyUsage) ? undefined : 'other usages'),
}
