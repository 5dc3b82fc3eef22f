import { describe, expect, it } from 'vitest'
import { toHex } from '@certhall/kernel/bytes'
import { buildSerial } from './serial.ts'

describe('serial numbers', () => {
  it('refuses an instance that would make them negative, zero or short, and too few random octets', () => {
    for (const instance of [0, 0x80, 1.5]) expect(() => buildSerial(instance, 0, new Uint8Array(16))).toThrow(RangeError)
    expect(() => buildSerial(1, 0, new Uint8Array(15))).toThrow(RangeError)
    expect(() => buildSerial(1, -1, new Uint8Array(16))).toThrow(RangeError)
  })

  it('are 19 octets: instance, month of expiry in UTC, 16 random octets', () => {
    const serial = buildSerial(0x7f, Date.UTC(2028, 1, 29, 23, 59, 59), new Uint8Array(16).fill(0xab))
    expect(toHex(serial)).toBe(`7f02b9${'ab'.repeat(16)}`)
  })
})
