import { equalBytes } from '@certhall/kernel/bytes'
import type { Lint } from '../lint.ts'

/** The key in the bytes is the one whose possession was proven. */
export const keyProven: Lint = {
  name: 'key-proven',
  source: 'RFC 4211',
  clause: '§4',
  check: ({ fields, approved }) => (equalBytes(fields.spki, approved.publicKey.spki) ? undefined : 'another key'),
}
