import type { Lint } from '../lint.ts'
import { sameMembers } from '../same-members.ts'

/** The list of the own authority, over HTTP; none for a delegate. */
export const crlAddress: Lint = {
  name: 'crl-address',
  source: 'RFC 5280',
  clause: '§4.2.1.13',
  check: ({ facts, profile }) =>
    sameMembers(facts.crlUris ?? [], profile.rules.status === 'published' ? [profile.addresses.crl] : []) ? undefined : 'other addresses',
}
