import { describe, expect, it } from 'vitest'
import { utf8 } from '@certhall/kernel/bytes'
import { orThrow } from '@certhall/kernel/app-error'
import {
  bitStringOf,
  booleanOf,
  constructedOf,
  integerOf,
  nullValue,
  octetStringOf,
  oidOf,
  primitiveOf,
  sequenceOf,
} from '../der/encode.ts'
import { constructed } from '../der/tag.ts'
import { encodeCertId } from './cert-id.ts'
import { buildOcspRequest, nonceExtension, parseOcspRequest } from './request.ts'

const serial = Uint8Array.of(0x90, 1, 2)
const certId = encodeCertId('sha1', { name: new Uint8Array(20).fill(1), key: new Uint8Array(20).fill(2) }, serial)
const withExtensions = (...extensions: readonly Uint8Array[]): Uint8Array =>
  sequenceOf(sequenceOf(sequenceOf(sequenceOf(certId)), constructedOf(constructed(2), sequenceOf(...extensions))))
const certIdOf = (...parts: readonly Uint8Array[]): Uint8Array => buildOcspRequest([sequenceOf(...parts)])
const sha1 = sequenceOf(oidOf('1.3.14.3.2.26'), nullValue)
const uri = primitiveOf(0x86, utf8('http://a.cn/'))
const named = (...names: readonly Uint8Array[]): Uint8Array =>
  sequenceOf(sequenceOf(constructedOf(constructed(1), ...names), sequenceOf(sequenceOf(certId))))
const hash = octetStringOf(new Uint8Array(20))

const malformed: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', new Uint8Array()],
  ['no CertID', buildOcspRequest([])],
  ['nine CertIDs', buildOcspRequest(Array.from({ length: 9 }, () => certId))],
  ['an octet behind it', Uint8Array.of(...buildOcspRequest([certId]), 0)],
  ['version one written out', sequenceOf(sequenceOf(constructedOf(constructed(0), integerOf(0)), sequenceOf(sequenceOf(certId))))],
  ['a short hash', certIdOf(sha1, octetStringOf(new Uint8Array(19)), hash, integerOf(1))],
  ['a negative serial', certIdOf(sha1, hash, hash, Uint8Array.of(2, 1, 0x80))],
  ['a padded serial', certIdOf(sha1, hash, hash, Uint8Array.of(2, 2, 0, 1))],
  ['an empty nonce', withExtensions(nonceExtension(new Uint8Array()))],
  ['a nonce of 129 octets', withExtensions(nonceExtension(new Uint8Array(129)))],
  ['two nonces', withExtensions(nonceExtension(Uint8Array.of(1)), nonceExtension(Uint8Array.of(2)))],
  [
    'a nonce without its own OCTET STRING',
    withExtensions(sequenceOf(oidOf('1.3.6.1.5.5.7.48.1.2'), octetStringOf(Uint8Array.of(9, 9, 9)))),
  ],
  ['a critical extension nobody knows', withExtensions(sequenceOf(oidOf('1.2.3'), booleanOf(true), octetStringOf(nullValue)))],
  ['two requestor names', named(uri, uri)],
  ['a requestor name that is none', named(nullValue)],
  [
    'an element behind the signature',
    sequenceOf(sequenceOf(sequenceOf(sequenceOf(certId))), constructedOf(constructed(0), sequenceOf(), nullValue)),
  ],
  ['nine kilobytes', buildOcspRequest([certId], new Uint8Array(9000))],
]

describe('OCSP requests', () => {
  it.each(malformed)('are refused with %s', (_what, der) => {
    expect(parseOcspRequest(der)).toMatchObject({ ok: false, code: 'ocsp-malformed' })
  })

  it('are told apart when their hash is foreign', () => {
    const sha512 = sequenceOf(oidOf('2.16.840.1.101.3.4.2.3'), nullValue)
    expect(
      parseOcspRequest(certIdOf(sha512, octetStringOf(new Uint8Array(64)), octetStringOf(new Uint8Array(64)), integerOf(1))),
    ).toMatchObject({ code: 'ocsp-hash' })
  })

  it('give back CertID and nonce as they came, signed or not, with or without NULL', () => {
    for (const octets of [1, 32, 128]) {
      const nonce = new Uint8Array(octets).fill(7)
      expect(orThrow(parseOcspRequest(buildOcspRequest([certId, certId], nonce)))).toMatchObject({
        nonce,
        certIds: [{ der: certId, serial, hash: 'sha1' }, {}],
      })
    }
    expect(parseOcspRequest(named(uri)).ok).toBe(true)
    expect(parseOcspRequest(certIdOf(sequenceOf(oidOf('1.3.14.3.2.26')), hash, hash, integerOf(1))).ok).toBe(true)
    const signature = constructedOf(constructed(0), sequenceOf(sha1, bitStringOf(new Uint8Array(4))))
    expect(parseOcspRequest(sequenceOf(sequenceOf(sequenceOf(sequenceOf(certId))), signature)).ok).toBe(true)
  })
})
