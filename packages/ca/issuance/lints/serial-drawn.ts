import { equalBytes } from '@certhall/kernel/bytes'
import type { Lint } from '../lint.ts'

/** The serial in the bytes is the one that was drawn and will be kept as intent. */
export const serialDrawn: Lint = {
  name: 'serial-drawn',
  source: 'design',
  clause: '§5.3',
  check: ({ fields, serial }) => (equalBytes(fields.serial, serial) ? undefined : 'another serial number'),
}
