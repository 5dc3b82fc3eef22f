import type { Lint } from '../lint.ts'

/** No end entity is a certification authority; basicConstraints is left away. */
export const noAuthority: Lint = {
  name: 'no-authority',
  source: 'RFC 5280',
  clause: '§4.2.1.9',
  check: ({ facts }) => (facts.basicConstraints === undefined ? undefined : 'basicConstraints present'),
}
