import type { Lint } from '../lint.ts'

/** A certificate that outlives its authority cannot be verified in its last days. */
export const validityWithinAuthority: Lint = {
  name: 'validity-within-authority',
  source: 'RFC 5280',
  clause: '§6.1.3',
  check: ({ fields, profile }) => {
    const { notBeforeMs, notAfterMs } = profile.authority.certificate
    return fields.notBeforeMs >= notBeforeMs && fields.notAfterMs <= notAfterMs ? undefined : 'outside the life of the authority'
  },
}
