import { concat } from '@certhall/kernel/bytes'
import { DerReader } from '../der/reader.ts'
import { tag } from '../der/tag.ts'
import { DerWriter } from '../der/writer.ts'

/** ECDSA-Sig-Value (RFC 3279 §2.2.3) from r‖s, as WebCrypto and PKCS#11 give it. */
export const ecdsaToDer = (rs: Uint8Array): Uint8Array<ArrayBuffer> => {
  const half = rs.length / 2
  return new DerWriter(rs.length + 16).unsigned(rs.subarray(half)).unsigned(rs.subarray(0, half)).wrap(tag.sequence, 0).take()
}

/** r‖s, each padded to the curve's length; throws DerError on anything but strict DER with positive numbers that fit. */
export const ecdsaFromDer = (signature: Uint8Array, coordinateOctets: number): Uint8Array<ArrayBuffer> | undefined => {
  const outer = new DerReader(signature)
  const sequence = outer.sequence()
  outer.finish()
  const r = coordinate(sequence.integer(), coordinateOctets)
  const s = coordinate(sequence.integer(), coordinateOctets)
  sequence.finish()
  return r === undefined || s === undefined ? undefined : concat(r, s)
}

const coordinate = (integer: Uint8Array, octets: number): Uint8Array | undefined => {
  const number = integer[0] === 0 ? integer.subarray(1) : integer
  if ((integer[0] ?? 0) >= 0x80 || number.length === 0 || number.length > octets) return undefined
  const padded = new Uint8Array(octets)
  padded.set(number, octets - number.length)
  return padded
}
