import { describe, expect, it } from 'vitest'
import { concat } from '@certhall/kernel/bytes'
import { algorithmOf } from '../algorithm.ts'
import { extension } from '../certificate/extension.ts'
import { extensionOid } from '../certificate/extension-oids.ts'
import { DerError } from '../der/der-error.ts'
import { bitStringOf, constructedOf, integerOf, nullValue, octetStringOf, primitiveOf, sequenceOf } from '../der/encode.ts'
import { DerWriter } from '../der/writer.ts'
import { compileCrl } from './compile-crl.ts'
import { CrlEntries } from './crl-entries.ts'
import { parseCrl, parseDeltaCrl } from './parse-crl.ts'

const algorithm = algorithmOf('ecdsa-p256').signatureIdentifier
const time = (ms: number): Uint8Array => new DerWriter(32).time(ms).take()
const number = extension(extensionOid.crlNumber, false, integerOf(7))
const listOf = (entries: readonly Uint8Array[], ...extensions: readonly Uint8Array[]): Uint8Array => {
  const revoked = entries.length === 0 ? [] : [sequenceOf(...entries)]
  const tbs = sequenceOf(
    integerOf(1),
    algorithm,
    sequenceOf(),
    time(0),
    time(1000),
    ...revoked,
    constructedOf(0xa0, sequenceOf(...extensions)),
  )
  return sequenceOf(tbs, algorithm, bitStringOf(new Uint8Array(8)))
}
const scope = (...parts: readonly Uint8Array[]): Uint8Array => extension(extensionOid.issuingDistributionPoint, true, sequenceOf(...parts))
const place = constructedOf(0xa0, constructedOf(0xa0, primitiveOf(0x86, new TextEncoder().encode('http://a.cn/1.crl'))))

const foreign: readonly (readonly [string, Uint8Array])[] = [
  ['a negative number', listOf([], extension(extensionOid.crlNumber, false, Uint8Array.of(2, 1, 0x80)))],
  ['an element behind its number', listOf([], extension(extensionOid.crlNumber, false, concat(integerOf(7), nullValue)))],
  ['no number', listOf([], extension(extensionOid.authorityKeyIdentifier, false, sequenceOf(primitiveOf(0x80, new Uint8Array(20)))))],
  ['a negative serial number', listOf([sequenceOf(Uint8Array.of(2, 1, 0x80), time(0))], number)],
  ['an empty list of entries', listOf([new Uint8Array()], number)],
  ['entries of other issuers (indirect)', listOf([], number, scope(place, primitiveOf(0x84, Uint8Array.of(0xff))))],
  ['some reasons only', listOf([], number, scope(place, primitiveOf(0x83, Uint8Array.of(0, 0x80))))],
  ['FALSE written out', listOf([], number, scope(place, primitiveOf(0x81, Uint8Array.of(0))))],
  ['a delta indicator', listOf([], number, extension(extensionOid.deltaCrlIndicator, true, integerOf(1)))],
  [
    'a delta indicator in an octet string',
    listOf([], number, extension(extensionOid.deltaCrlIndicator, true, octetStringOf(integerOf(1)))),
  ],
  ['no address of deltas where there is room for one', listOf([], number, extension(extensionOid.freshestCrl, false, sequenceOf()))],
]

const foreignDeltas: readonly (readonly [string, Uint8Array])[] = [
  ['no indicator', listOf([], number)],
  ['an indicator that may be overlooked', listOf([], number, extension(extensionOid.deltaCrlIndicator, false, integerOf(1)))],
  ['a base that comes after it', listOf([], number, extension(extensionOid.deltaCrlIndicator, true, integerOf(8)))],
  [
    'deltas of its own',
    listOf(
      [],
      number,
      extension(extensionOid.deltaCrlIndicator, true, integerOf(1)),
      extension(extensionOid.freshestCrl, false, sequenceOf(sequenceOf(place))),
    ),
  ],
]

describe('deltas', () => {
  it.each(foreignDeltas)('are refused with %s', (_what, der) => {
    expect(() => parseDeltaCrl(der)).toThrow(DerError)
  })

  it('of our own name the full list that they continue, and only full lists name deltas', () => {
    const entries = new CrlEntries()
    entries.append(Uint8Array.of(5), 0, 'superseded')
    const order = {
      issuer: sequenceOf(),
      algorithm: algorithmOf('ecdsa-p256'),
      keyIdentifier: new Uint8Array(20),
      crlNumber: 9,
      thisUpdateMs: 0,
      nextUpdateMs: 1000,
      entries,
    }
    expect(parseDeltaCrl(concat(...compileCrl({ ...order, baseNumber: 4 }).chunks(new Uint8Array(70))))).toMatchObject({
      crlNumber: 9n,
      baseNumber: 4n,
      entries: [{ reason: 'superseded' }],
    })
    expect(
      parseCrl(concat(...compileCrl({ ...order, freshestUris: ['http://a.cn/1-delta.crl'] }).chunks(new Uint8Array(70)))),
    ).toMatchObject({ freshestUris: ['http://a.cn/1-delta.crl'] })
    expect(() => compileCrl({ ...order, baseNumber: 4, freshestUris: ['http://a.cn/1-delta.crl'] })).toThrow(RangeError)
  })
})

describe('lists', () => {
  it.each(foreign)('are refused with %s', (_what, der) => {
    expect(() => parseCrl(der)).toThrow(DerError)
  })

  it.each(['all', 'users', 'authorities'] as const)('of our own are read, for %s', (of) => {
    const entries = new CrlEntries()
    entries.append(Uint8Array.of(0x80, 1), Date.UTC(2050, 0, 1), 'certificateHold')
    const distributionPoint = { uris: ['http://a.cn/1.crl'], scope: of }
    const dates = { thisUpdateMs: Date.UTC(2049, 11, 31), nextUpdateMs: Date.UTC(2050, 0, 1) }
    const keyIdentifier = new Uint8Array(20).fill(3)
    const row = algorithmOf('ecdsa-p256')
    const list = compileCrl({
      issuer: sequenceOf(),
      algorithm: row,
      keyIdentifier,
      crlNumber: 2n ** 70n,
      ...dates,
      entries,
      distributionPoint,
    })
    expect(parseCrl(concat(...list.chunks(new Uint8Array(70))))).toMatchObject({
      crlNumber: 2n ** 70n,
      ...dates,
      distributionUris: ['http://a.cn/1.crl'],
      authorityKeyIdentifier: keyIdentifier,
      entries: [{ serial: Uint8Array.of(0x80, 1), revokedAtMs: Date.UTC(2050, 0, 1), reason: 'certificateHold' }],
    })
  })
})
