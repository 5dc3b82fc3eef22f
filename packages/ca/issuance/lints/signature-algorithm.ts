import { equalBytes } from '@certhall/kernel/bytes'
import type { Lint } from '../lint.ts'

/** The algorithm named in the bytes is that of the authority's key. */
export const signatureAlgorithm: Lint = {
  name: 'signature-algorithm',
  source: 'RFC 5280',
  clause: '§4.1.2.3',
  check: ({ fields, profile }) =>
    equalBytes(fields.signatureIdentifier, profile.authority.algorithm.signatureIdentifier) ? undefined : 'not of the authority',
}
