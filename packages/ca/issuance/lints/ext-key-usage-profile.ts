import { extendedKeyUsageOid } from '@certhall/pki/certificate/extension-oids'
import type { Lint } from '../lint.ts'
import { sameMembers } from '../same-members.ts'

/** Exactly the purposes of the profile. */
export const extKeyUsageProfile: Lint = {
  name: 'ext-key-usage-profile',
  source: 'RFC 5280',
  clause: '§4.2.1.12',
  check: ({ facts, profile }) =>
    sameMembers(
      facts.extKeyUsage,
      profile.rules.extendedKeyUsage.map((usage) => extendedKeyUsageOid[usage]),
    )
      ? undefined
      : 'other purposes',
}
