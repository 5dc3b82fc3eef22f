import { tag } from '../der/tag.ts'
import { firstGeneralizedMs, generalizedTimeContent, utcTimeContent } from '../der/time.ts'
import { type RevocationReason, reasonNumber } from './reason.ts'

/**
 * Entries of a CRL, packed as DER while they are read from the store: about 50 octets each, in chunks, no object per
 * entry. A million of them take 50 MB.
 */
export class CrlEntries {
  readonly #full: Uint8Array<ArrayBuffer>[] = []
  #chunk = new Uint8Array(chunkOctets)
  #used = 0
  #octets = 0
  #count = 0
  #timeMs = Number.NaN
  #time: Uint8Array = new Uint8Array()

  get count(): number {
    return this.#count
  }

  /** Octets of all entries together: the content of revokedCertificates. */
  get octets(): number {
    return this.#octets
  }

  /** `serial` without sign octet, as in `Certificate.serial`. */
  append(serial: Uint8Array, revokedAtMs: number, reason: RevocationReason): void {
    const signOctets = (serial[0] ?? 0) >= 0x80 ? 1 : 0
    if (serial.length === 0 || serial[0] === 0 || serial.length + signOctets > 20) throw new RangeError('not a serial number')
    const time = this.#timeElement(revokedAtMs)
    // RFC 5280 §5.3.1: unspecified is said by leaving the reason away.
    const reasonOctets = reason === 'unspecified' ? 0 : reasonPrefix.length + 1
    const content = 2 + signOctets + serial.length + time.length + reasonOctets
    const chunk = this.#room(2 + content)
    let at = this.#used
    chunk[at] = tag.sequence
    chunk[at + 1] = content
    chunk[at + 2] = tag.integer
    chunk[at + 3] = signOctets + serial.length
    at += 4 + signOctets
    chunk.set(serial, at)
    chunk.set(time, at + serial.length)
    if (reasonOctets > 0) {
      at += serial.length + time.length
      chunk.set(reasonPrefix, at)
      chunk[at + reasonPrefix.length] = reasonNumber[reason]
    }
    this.#used += 2 + content
    this.#octets += 2 + content
    this.#count += 1
  }

  *chunks(): Generator<Uint8Array<ArrayBuffer>> {
    yield* this.#full
    if (this.#used > 0) yield this.#chunk.subarray(0, this.#used)
  }

  #room(octets: number): Uint8Array<ArrayBuffer> {
    if (this.#used + octets > chunkOctets) {
      this.#full.push(this.#chunk.subarray(0, this.#used))
      this.#chunk = new Uint8Array(chunkOctets)
      this.#used = 0
    }
    return this.#chunk
  }

  #timeElement(ms: number): Uint8Array {
    const second = Math.floor(ms / 1000) * 1000
    if (second === this.#timeMs) return this.#time
    const isUtc = second < firstGeneralizedMs
    const content = isUtc ? utcTimeContent(second) : generalizedTimeContent(second)
    const element = new Uint8Array(content.length + 2)
    element[0] = isUtc ? tag.utcTime : tag.generalizedTime
    element[1] = content.length
    element.set(content, 2)
    this.#timeMs = second
    this.#time = element
    return element
  }
}

const chunkOctets = 1 << 18

/** crlEntryExtensions { { 2.5.29.21, OCTET STRING { ENUMERATED … } } } up to the reason itself. */
const reasonPrefix = Uint8Array.of(0x30, 0x0c, 0x30, 0x0a, 0x06, 0x03, 0x55, 0x1d, 0x15, 0x04, 0x03, 0x0a, 0x01)
