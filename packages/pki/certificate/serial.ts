/**
 * Serial numbers, 19 octets, a layout fixed for ever: instance (0x01 to 0x7f), month of expiry (months since 1970-01,
 * two octets, big-endian; so that tables and CRLs can be split by range), 16 random octets.
 */
export const buildSerial = (instance: number, notAfterMs: number, random16: Uint8Array): Uint8Array<ArrayBuffer> => {
  if (!Number.isInteger(instance) || instance < 1 || instance > 0x7f) throw new RangeError('instance must be 1 to 127')
  if (random16.length !== 16) throw new RangeError('a serial number takes 16 random octets')
  const month = expiryMonth(notAfterMs)
  if (!(month >= 0 && month <= 0xffff)) throw new RangeError('expiry out of range')
  const serial = new Uint8Array(19)
  serial[0] = instance
  serial[1] = month >> 8
  serial[2] = month & 0xff
  serial.set(random16, 3)
  return serial
}

/** Months since 1970-01, UTC. */
export const expiryMonth = (notAfterMs: number): number => {
  const date = new Date(notAfterMs)
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()
}
