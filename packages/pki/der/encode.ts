import { utf8 } from '@certhall/kernel/bytes'
import { tag } from './tag.ts'
import { generalizedTimeContent } from './time.ts'
import { DerWriter } from './writer.ts'

/** Small values as DER, for everything that is not on a hot path: each function returns one whole element. */

type Der = Uint8Array<ArrayBuffer>

/** A constructed element around parts that are DER already. */
export const constructedOf = (identifier: number, ...parts: readonly Uint8Array[]): Der => {
  const writer = new DerWriter(parts.reduce((length, part) => length + part.length, 8))
  for (const part of parts.toReversed()) writer.bytes(part)
  return writer.wrap(identifier, 0).take()
}

export const sequenceOf = (...parts: readonly Uint8Array[]): Der => constructedOf(tag.sequence, ...parts)

/** SET OF: sorts the parts, as DER asks (X.690 §11.6). */
export const setOf = (...parts: readonly Uint8Array[]): Der => constructedOf(tag.set, ...parts.toSorted(compareEncodings))

export const primitiveOf = (identifier: number, content: Uint8Array): Der =>
  new DerWriter(content.length + 8).element(identifier, content).take()

export const octetStringOf = (content: Uint8Array): Der => primitiveOf(tag.octetString, content)

export const bitStringOf = (content: Uint8Array): Der => new DerWriter(content.length + 8).bitString(content).take()

export const oidOf = (dotted: string): Der => new DerWriter(72).oid(dotted).take()

export const nullValue: Uint8Array = Uint8Array.of(tag.null, 0)

export const booleanOf = (value: boolean): Der => Uint8Array.of(tag.boolean, 1, value ? 0xff : 0)

/** INTEGER that is not negative; throws RangeError for anything else, and for a number that is no longer exact. */
export const integerOf = (value: number | bigint): Der => {
  if (value < 0 || (typeof value === 'number' && !Number.isSafeInteger(value))) throw new RangeError('not an integer to encode')
  const digits = value.toString(16)
  const octets = new Uint8Array(Math.ceil(digits.length / 2))
  const padded = digits.padStart(octets.length * 2, '0')
  for (let index = 0; index < octets.length; index += 1) octets[index] = Number.parseInt(padded.slice(index * 2, index * 2 + 2), 16)
  return new DerWriter(octets.length + 8).unsigned(octets).take()
}

export const utf8StringOf = (text: string): Der => primitiveOf(tag.utf8String, utf8(text))

/** ASCII text under any string tag; the caller has checked the characters. */
export const asciiOf = (identifier: number, text: string): Der => primitiveOf(identifier, utf8(text))

export const generalizedTimeOf = (ms: number): Der => primitiveOf(tag.generalizedTime, generalizedTimeContent(ms))

/** BIT STRING with named bits: the trailing zero bits are left away (X.690 §11.2.2). */
export const namedBitsOf = (bits: readonly boolean[], identifier: number = tag.bitString): Der => {
  const count = bits.lastIndexOf(true) + 1
  const content = new Uint8Array(1 + Math.ceil(count / 8))
  content[0] = (content.length - 1) * 8 - count
  for (let bit = 0; bit < count; bit += 1) {
    if (bits[bit] === true) content[1 + (bit >> 3)] = (content[1 + (bit >> 3)] ?? 0) | (0x80 >> (bit & 7))
  }
  return primitiveOf(identifier, content)
}

const latin1 = (bytes: Uint8Array): string => Array.from(bytes, (octet) => String.fromCharCode(octet)).join('')

const compareEncodings = (left: Uint8Array, right: Uint8Array): number => {
  const leftText = latin1(left)
  const rightText = latin1(right)
  return leftText < rightText ? -1 : leftText > rightText ? 1 : 0
}
