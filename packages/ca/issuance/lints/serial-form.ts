import { expiryMonth } from '@certhall/pki/certificate/serial'
import type { Lint } from '../lint.ts'

/** 19 octets; instance, month of expiry, then 16 random octets that are not all equal. */
export const serialForm: Lint = {
  name: 'serial-form',
  source: 'design',
  clause: '§5.3',
  check: ({ fields, approved }) => {
    const { serial } = fields
    if (serial.length !== 19 || (serial[0] ?? 0) < 1 || (serial[0] ?? 0) > 0x7f) return 'length or sign'
    if (((serial[1] ?? 0) << 8) + (serial[2] ?? 0) !== expiryMonth(approved.notAfterMs)) return 'month of expiry'
    return new Set(serial.subarray(3)).size === 1 ? 'not random' : undefined
  },
}
