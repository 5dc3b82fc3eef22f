import type { Lint } from '../lint.ts'
import { sameMembers } from '../same-members.ts'

/** OCSP and issuer certificate of the own authority; none for a delegate. */
export const accessAddresses: Lint = {
  name: 'access-addresses',
  source: 'RFC 5280',
  clause: '§4.2.2.1',
  check: ({ facts, profile }) => {
    const isPublished = profile.rules.status === 'published'
    const isOcsp = sameMembers(facts.ocspUris ?? [], isPublished ? [profile.addresses.ocsp] : [])
    const isIssuer = sameMembers(facts.caIssuersUris ?? [], isPublished ? [profile.addresses.certificate] : [])
    return isOcsp && isIssuer ? undefined : 'other addresses'
  },
}
