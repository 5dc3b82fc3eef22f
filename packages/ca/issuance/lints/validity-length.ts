import type { Lint } from '../lint.ts'

/** Both ends count: notAfter − notBefore + 1 s stays within the profile. */
export const validityLength: Lint = {
  name: 'validity-length',
  source: 'RFC 5280',
  clause: '§4.1.2.5',
  check: ({ fields, profile }) => {
    const lifeMs = fields.notAfterMs - fields.notBeforeMs + 1000
    return lifeMs > 0 && lifeMs <= profile.rules.maximumValidityDays * 86_400_000 ? undefined : 'longer than the profile allows'
  },
}
