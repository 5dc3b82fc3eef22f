import { oidContent } from './oid.ts'
import { tag } from './tag.ts'
import { firstGeneralizedMs, generalizedTimeContent, utcTimeContent } from './time.ts'

/**
 * One-pass DER writer that writes from the last octet to the first, so that every length is known when its header is
 * due and nothing is copied twice. Use: remember `length`, put the content in reverse order, then `wrap`.
 */
export class DerWriter {
  #buffer: Uint8Array<ArrayBuffer>
  #start: number
  /** Where the present element ends; what lies behind was taken before. */
  #end: number
  #lastSecond = Number.NaN
  #lastTime = new Uint8Array()

  constructor(capacity = 2048) {
    this.#buffer = new Uint8Array(capacity)
    this.#start = capacity
    this.#end = capacity
  }

  /** Octets written so far: the mark to hand to `wrap`. */
  get length(): number {
    return this.#end - this.#start
  }

  /** A copy of what was written; the writer is empty again and keeps its buffer. */
  take(): Uint8Array<ArrayBuffer> {
    const result = this.#buffer.slice(this.#start, this.#end)
    this.#start = this.#end
    return result
  }

  /**
   * What was written, without a copy: a view into a buffer that later elements share. For octets that are signed, sent
   * or stored at once; to post one to another thread or to keep it long, take a copy.
   */
  takeView(): Uint8Array<ArrayBuffer> {
    const result = this.#buffer.subarray(this.#start, this.#end)
    this.#end = this.#start
    return result
  }

  /** Forgets what was written and not taken: what an order that failed in the middle left must not end in the next one. */
  clear(): this {
    this.#start = this.#end
    return this
  }

  /** Puts bytes that are DER already (or the content of a string) before everything written so far. */
  bytes(part: Uint8Array): this {
    this.#reserve(part.length)
    this.#start -= part.length
    this.#buffer.set(part, this.#start)
    return this
  }

  octet(value: number): this {
    this.#reserve(1)
    this.#start -= 1
    this.#buffer[this.#start] = value
    return this
  }

  /** Header over all that was written since `mark`. */
  wrap(identifier: number, mark: number): this {
    this.#reserve(6)
    const length = this.length - mark
    let at = this.#start
    if (length < 0x80) {
      at -= 1
      this.#buffer[at] = length
    } else {
      let octets = 0
      for (let left = length; left > 0; left = Math.floor(left / 256)) {
        at -= 1
        this.#buffer[at] = left % 256
        octets += 1
      }
      at -= 1
      this.#buffer[at] = 0x80 | octets
    }
    at -= 1
    this.#buffer[at] = identifier
    this.#start = at
    return this
  }

  /** One primitive element. */
  element(identifier: number, content: Uint8Array): this {
    const mark = this.length
    return this.bytes(content).wrap(identifier, mark)
  }

  /** INTEGER from an unsigned big-endian number; leading zeros are dropped, a sign octet added where due. */
  unsigned(number: Uint8Array): this {
    const mark = this.length
    let first = 0
    while (first < number.length - 1 && number[first] === 0) first += 1
    if (number.length === 0) this.octet(0)
    else this.bytes(first === 0 ? number : number.subarray(first))
    if ((number[first] ?? 0) >= 0x80) this.octet(0)
    return this.wrap(tag.integer, mark)
  }

  /** BIT STRING of whole octets. */
  bitString(octets: Uint8Array): this {
    const mark = this.length
    return this.bytes(octets).octet(0).wrap(tag.bitString, mark)
  }

  oid(dotted: string): this {
    return this.element(tag.oid, oidContent(dotted))
  }

  /** Time of certificates and CRLs: UTCTime through 2049, then GeneralizedTime (RFC 5280 §4.1.2.5). */
  time(ms: number): this {
    return ms < firstGeneralizedMs ? this.element(tag.utcTime, utcTimeContent(ms)) : this.generalizedTime(ms)
  }

  /** GeneralizedTime, as OCSP has it; the last one is kept, because answers come many to a second. */
  generalizedTime(ms: number): this {
    const second = Math.floor(ms / 1000)
    if (second !== this.#lastSecond) {
      this.#lastTime = generalizedTimeContent(ms)
      this.#lastSecond = second
    }
    return this.element(tag.generalizedTime, this.#lastTime)
  }

  #reserve(octets: number): void {
    if (this.#start >= octets) return
    const used = this.length
    const capacity = Math.max(this.#buffer.length, 2 * (used + octets))
    const buffer = new Uint8Array(capacity)
    buffer.set(this.#buffer.subarray(this.#start, this.#end), capacity - used)
    this.#start = capacity - used
    this.#end = capacity
    this.#buffer = buffer
  }
}
