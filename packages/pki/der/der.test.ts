import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '@certhall/kernel/bytes'
import { checkDer } from './check-der.ts'
import { DerError, type DerErrorCode } from './der-error.ts'
import { integerOf, namedBitsOf, octetStringOf, oidOf, sequenceOf, setOf, utf8StringOf } from './encode.ts'
import { DerReader } from './reader.ts'
import { DerWriter } from './writer.ts'

const codeOf = (act: () => unknown): string => {
  try {
    act()
    return 'no error'
  } catch (error) {
    if (error instanceof DerError) return error.code
    throw error
  }
}

const malformed: readonly (readonly [DerErrorCode, string, string])[] = [
  ['truncated', 'nothing', ''],
  ['truncated', 'a tag alone', '30'],
  ['truncated', 'content that is missing', '3002'],
  ['badLength', 'indefinite length', '30800000'],
  ['badLength', 'long form below 128', '308100'],
  ['badLength', 'length with a leading zero', '30820080'],
  ['badTag', 'high tag number', '1f8100'],
  ['badTag', 'constructed OCTET STRING', '2400'],
  ['badTag', 'end of contents', '0000'],
  ['trailingBytes', 'an octet behind the element', '050000'],
  ['badBoolean', 'BOOLEAN one', '010101'],
  ['badInteger', 'empty INTEGER', '0200'],
  ['badInteger', 'padded positive INTEGER', '0202007f'],
  ['badInteger', 'padded negative INTEGER', '0202ff80'],
  ['badBitString', 'empty BIT STRING', '0300'],
  ['badBitString', 'eight unused bits', '030208ff'],
  ['badBitString', 'unused bits that are set', '030201ff'],
  ['badBitString', 'unused bits of nothing', '030101'],
  ['badNull', 'NULL with content', '050100'],
  ['badOid', 'padded arc', '060455048003'],
  ['badOid', 'cut arc', '06025583'],
  ['badString', 'overlong UTF-8', '0c02c080'],
  ['badString', 'PrintableString with an asterisk', '13012a'],
  ['badString', 'TeletexString', '140161'],
  ['badTime', 'UTCTime without Z', '170c323631313232323231313030'],
  ['setOrder', 'SET out of order', '3106020102020101'],
  ['setOrder', 'SET with a value twice', '3106020101020101'],
]

describe('strict reading', () => {
  it.each(malformed)('refuses with %s: %s', (code, _what, hex) => {
    expect(codeOf(() => checkDer(fromHex(hex), 100))).toBe(code)
  })

  it('refuses more than 32 levels, and what is larger than its cap', () => {
    let element: Uint8Array = octetStringOf(new Uint8Array())
    for (let level = 0; level < 32; level += 1) element = sequenceOf(element)
    expect(codeOf(() => checkDer(element, 1000))).toBe('no error')
    expect(codeOf(() => checkDer(sequenceOf(element), 1000))).toBe('tooDeep')
    expect(codeOf(() => checkDer(element, element.length - 1))).toBe('tooLarge')
  })

  it('refuses named bits with a zero at the end', () => {
    expect(codeOf(() => new DerReader(fromHex('03020780')).namedBits())).toBe('no error')
    expect(codeOf(() => new DerReader(fromHex('03020680')).namedBits())).toBe('badBitString')
  })

  it('never fails otherwise than with a DerError, whatever it is given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => codeOf(() => checkDer(bytes, 1000)).length > 0),
      { numRuns: 2000 },
    )
  })
})

describe('writing and reading again', () => {
  it('refuses numbers and identifiers that it would not write exactly', () => {
    for (const value of [-1, -1n, 1.5, Number.NaN, 2 ** 53]) expect(() => integerOf(value)).toThrow(RangeError)
    for (const dotted of ['1.2.9999999999999999', '2.9007199254740990', '1.40', '3.1', '1', '1.02']) {
      expect(() => oidOf(dotted)).toThrow(RangeError)
    }
  })

  const tree = fc.letrec<{ node: Uint8Array }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      fc.bigInt({ min: 0n, max: 2n ** 200n }).map((value): Uint8Array => integerOf(value)),
      fc.string({ unit: 'grapheme' }).map((text): Uint8Array => utf8StringOf(text)),
      fc.uint8Array({ maxLength: 300 }).map((bytes): Uint8Array => octetStringOf(bytes)),
      fc.array(tie('node'), { maxLength: 4 }).map((parts): Uint8Array => sequenceOf(...parts)),
      fc.uniqueArray(tie('node'), { maxLength: 4, selector: toHex }).map((parts): Uint8Array => setOf(...parts)),
    ),
  })).node

  it('what the writer writes, the strict reader accepts', () => {
    fc.assert(fc.property(tree, (element) => codeOf(() => checkDer(element, 1 << 20)) === 'no error'))
  })

  it('gives back numbers, identifiers, bits and times', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 160n }),
        (value) => BigInt(`0x${toHex(new DerReader(integerOf(value)).integer())}`) === value,
      ),
    )
    const arcs = fc.tuple(fc.integer({ min: 0, max: 39 }), fc.array(fc.nat(2 ** 31 - 1), { minLength: 1, maxLength: 8 }))
    fc.assert(
      fc.property(
        arcs,
        ([second, rest]) => new DerReader(oidOf(`1.${second}.${rest.join('.')}`)).oid() === `1.${second}.${rest.join('.')}`,
      ),
    )
    const bits = fc.array(fc.boolean(), { maxLength: 20 })
    fc.assert(
      fc.property(
        bits,
        (given) => new DerReader(namedBitsOf(given)).namedBits().join() === given.slice(0, given.lastIndexOf(true) + 1).join(),
      ),
    )
    const seconds = fc.integer({ min: Date.UTC(1950, 0) / 1000, max: Date.UTC(2200, 0) / 1000 })
    fc.assert(fc.property(seconds, (second) => new DerReader(new DerWriter().time(second * 1000).take()).timeMs() === second * 1000))
  })

  it('keeps what was taken when it goes on writing', () => {
    const writer = new DerWriter(4)
    const first = writer.bytes(new Uint8Array(300).fill(1)).takeView()
    const second = writer.bytes(new Uint8Array(500).fill(2)).wrap(0x30, 0).take()
    expect(first.every((octet) => octet === 1)).toBe(true)
    expect(second.length).toBe(504)
  })

  it('changes to GeneralizedTime at 2050', () => {
    expect(toHex(new DerWriter().time(Date.UTC(2049, 11, 31, 23, 59, 59)).take()).slice(0, 4)).toBe('170d')
    expect(toHex(new DerWriter().time(Date.UTC(2050, 0, 1)).take()).slice(0, 4)).toBe('180f')
  })
})
