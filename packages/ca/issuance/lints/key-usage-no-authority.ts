import type { Lint } from '../lint.ts'

/** keyCertSign and cRLSign belong to authorities. */
export const keyUsageNoAuthority: Lint = {
  name: 'key-usage-no-authority',
  source: 'RFC 5280',
  clause: '§4.2.1.3',
  check: ({ facts }) =>
    facts.keyUsage?.some((usage) => usage === 'keyCertSign' || usage === 'cRLSign') === true ? 'usage of an authority' : undefined,
}
