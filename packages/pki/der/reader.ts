import { DerError } from './der-error.ts'
import { oidText } from './oid.ts'
import { tag } from './tag.ts'
import { decodeText } from './text.ts'
import { generalizedTimeMs, utcTimeMs } from './time.ts'

/**
 * Strict DER reader: a cursor over one buffer, from outside to inside. Every way in which BER is wider than DER is an
 * error. It checks what it reads; parts kept as a whole (`element`) are checked by `checkDer` before.
 */
export class DerReader {
  readonly bytes: Uint8Array
  readonly end: number
  readonly depth: number
  offset: number

  constructor(bytes: Uint8Array, offset = 0, end = bytes.length, depth = 0) {
    if (depth > maximumDepth) throw new DerError('tooDeep', offset)
    this.bytes = bytes
    this.offset = offset
    this.end = end
    this.depth = depth
  }

  get isDone(): boolean {
    return this.offset >= this.end
  }

  /** Identifier octet of the next element, or -1 at the end. */
  get nextTag(): number {
    return this.offset < this.end ? (this.bytes[this.offset] ?? -1) : -1
  }

  /** Throws unless all has been read: nothing may follow the last known element. */
  finish(): void {
    if (this.offset < this.end) throw new DerError('trailingBytes', this.offset)
  }

  /** Reader of the content of a constructed element. */
  inner(expectedTag: number): DerReader {
    const end = this.#enter(expectedTag)
    const child = new DerReader(this.bytes, this.offset, end, this.depth + 1)
    this.offset = end
    return child
  }

  sequence(): DerReader {
    return this.inner(tag.sequence)
  }

  /** Reader of a SET OF (or of the IMPLICIT tag over one); its order is checked here. */
  setOf(expectedTag: number = tag.set): DerReader {
    const child = this.inner(expectedTag)
    checkSetOrder(child.bytes, child.offset, child.end)
    return child
  }

  /** Content octets of a primitive element, a view into the buffer. */
  content(expectedTag: number): Uint8Array {
    const end = this.#enter(expectedTag)
    const content = this.bytes.subarray(this.offset, end)
    this.offset = end
    return content
  }

  /** The whole next element, header included, a view into the buffer. */
  element(): Uint8Array {
    const start = this.offset
    this.offset = this.#enter(this.nextTag)
    return this.bytes.subarray(start, this.offset)
  }

  boolean(): boolean {
    const at = this.offset
    const content = this.content(tag.boolean)
    if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) throw new DerError('badBoolean', at)
    return content[0] === 0xff
  }

  /** Content octets of an INTEGER (or ENUMERATED): minimal two's complement. */
  integer(expectedTag: number = tag.integer): Uint8Array {
    const at = this.offset
    const content = this.content(expectedTag)
    if (!isMinimalInteger(content)) throw new DerError('badInteger', at)
    return content
  }

  /** A small INTEGER that is not negative. */
  smallInteger(maximum: number, expectedTag: number = tag.integer): number {
    const at = this.offset
    const content = this.integer(expectedTag)
    let value = 0
    for (const octet of content) value = value * 256 + octet
    if (content.length > 6 || (content[0] ?? 0) >= 0x80 || value > maximum) throw new DerError('badValue', at)
    return value
  }

  oid(): string {
    const at = this.offset
    const text = oidText(this.bytes, ...this.#range(tag.oid))
    if (text === undefined) throw new DerError('badOid', at)
    return text
  }

  null(): void {
    const at = this.offset
    if (this.content(tag.null).length !== 0) throw new DerError('badNull', at)
  }

  /** Octets of a BIT STRING that holds whole octets: keys and signatures. */
  bitStringOctets(): Uint8Array {
    const at = this.offset
    const content = this.content(tag.bitString)
    if (content.length === 0 || content[0] !== 0) throw new DerError('badBitString', at)
    return content.subarray(1)
  }

  /** Named bits (bit 0 first) of a BIT STRING with a NamedBitList: no trailing zero bit (X.690 §11.2.2). */
  namedBits(expectedTag: number = tag.bitString): readonly boolean[] {
    const at = this.offset
    const content = this.content(expectedTag)
    if (!isBitString(content)) throw new DerError('badBitString', at)
    const unused = content[0] ?? 0
    const last = content[content.length - 1] ?? 0
    if (content.length > 1 && ((last >> unused) & 1) === 0) throw new DerError('badBitString', at)
    const bits: boolean[] = []
    for (let bit = 0; bit < (content.length - 1) * 8 - unused; bit += 1) {
      const octet = content[1 + (bit >> 3)] ?? 0
      bits.push(((octet >> (7 - (bit & 7))) & 1) === 1)
    }
    return bits
  }

  /** The next element must be one of these string types; returns its text. */
  text(allowedTags: readonly number[]): string {
    const at = this.offset
    const stringTag = this.nextTag
    if (!allowedTags.includes(stringTag)) throw new DerError('unexpectedTag', at)
    const text = decodeText(stringTag, this.content(stringTag))
    if (text === undefined) throw new DerError('badString', at)
    return text
  }

  generalizedTimeMs(): number {
    const at = this.offset
    const ms = generalizedTimeMs(this.content(tag.generalizedTime))
    if (ms === undefined) throw new DerError('badTime', at)
    return ms
  }

  /** Time ::= CHOICE of UTCTime through 2049 and GeneralizedTime from 2050 on (RFC 5280 §4.1.2.5). */
  timeMs(): number {
    const at = this.offset
    if (this.nextTag === tag.generalizedTime) {
      const ms = this.generalizedTimeMs()
      if (new Date(ms).getUTCFullYear() < 2050) throw new DerError('badTime', at)
      return ms
    }
    const ms = utcTimeMs(this.content(tag.utcTime))
    if (ms === undefined) throw new DerError('badTime', at)
    return ms
  }

  #range(expectedTag: number): [number, number] {
    const end = this.#enter(expectedTag)
    const start = this.offset
    this.offset = end
    return [start, end]
  }

  /** Moves behind the header of the next element and returns where its content ends. */
  #enter(expectedTag: number): number {
    const at = this.offset
    if (at + 2 > this.end) throw new DerError('truncated', at)
    if (this.bytes[at] !== expectedTag) throw new DerError('unexpectedTag', at)
    let length = this.bytes[at + 1] ?? 0
    let start = at + 2
    if (length >= 0x80) {
      const octets = length & 0x7f
      // 0x80 is the indefinite form; more than four octets never fit a buffer of ours.
      if (octets === 0 || octets > 4) throw new DerError('badLength', at)
      if (start + octets > this.end) throw new DerError('truncated', at)
      if (this.bytes[start] === 0) throw new DerError('badLength', at)
      length = 0
      for (let index = 0; index < octets; index += 1) length = length * 256 + (this.bytes[start + index] ?? 0)
      if (length < 0x80) throw new DerError('badLength', at)
      start += octets
    }
    if (start + length > this.end) throw new DerError('truncated', at)
    this.offset = start
    return start + length
  }
}

export const maximumDepth = 32

/** Two's complement without needless leading octet (X.690 §8.3.2). */
export const isMinimalInteger = (content: Uint8Array): boolean => {
  const first = content[0] ?? 0
  if (content.length < 2) return content.length === 1
  const second = content[1] ?? 0
  return !((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))
}

/** Unused bits at most seven, zero, and none in an empty string (X.690 §8.6, §11.2.1). */
export const isBitString = (content: Uint8Array): boolean => {
  const unused = content[0] ?? 8
  if (unused > 7 || (content.length === 1 && unused !== 0)) return false
  return content.length === 1 || ((content[content.length - 1] ?? 0) & ((1 << unused) - 1)) === 0
}

/** Ascending encodings, no two alike (X.690 §11.6). Equal values in a SET OF never mean anything in our structures. */
export const checkSetOrder = (bytes: Uint8Array, start: number, end: number): void => {
  const reader = new DerReader(bytes, start, end)
  let previous: Uint8Array | undefined
  while (!reader.isDone) {
    const at = reader.offset
    const element = reader.element()
    if (previous !== undefined && compareBytes(previous, element) >= 0) throw new DerError('setOrder', at)
    previous = element
  }
}

const compareBytes = (left: Uint8Array, right: Uint8Array): number => {
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
