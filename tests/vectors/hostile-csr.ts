/**
 * Hostile certification requests: each is wrong in one way and signed anew by the right key where that is possible, so
 * that a lenient reader would find a valid signature. `refusal` is what our reader must answer.
 */
import { createSign, generatePrimeSync, sign } from 'node:crypto'
import { algorithmOf } from '@certhall/pki/algorithm'
import {
  asciiOf,
  bitStringOf,
  booleanOf,
  constructedOf,
  integerOf,
  nullValue,
  octetStringOf,
  oidOf,
  primitiveOf,
  sequenceOf,
  setOf,
  utf8StringOf,
} from '@certhall/pki/der/encode'
import { constructed, primitive, tag } from '@certhall/pki/der/tag'
import { type CsrRefusal, csrAttributeOid } from '@certhall/pki/csr/csr'
import {
  attribute,
  attributesOf,
  type CsrBend,
  csrOf,
  ecdsaSha256,
  ecdsaSha384,
  ecKey,
  ecSpki,
  extend,
  extensionOf,
  extensionRequest,
  indefinite,
  padLength,
  plainSubject,
  rdn,
  rsaKey,
  rsaKeyOf,
  rsaSha256,
  rsaSpki,
  sanOf,
  sanRequest,
  sm2Key,
  sm2KeyForEcdsa,
  sm2Sm3,
  subjectOf,
  type TestKey,
  tlv,
} from './csr-pieces.ts'

export interface CsrCase {
  readonly name: string
  readonly der: Uint8Array
  /** OpenSSL must be told the identifier. */
  readonly isSm2?: boolean
}

export interface HostileCsr extends CsrCase {
  readonly refusal: CsrRefusal
}

export const hostileCsrs = (): readonly HostileCsr[] => {
  const ec = ecKey()
  const rsa = rsaKey()
  return [
    ...named('csr-malformed', ec, encodingBends),
    ...named('csr-malformed', ec, contentBends),
    ...named('csr-subject', ec, nameBends),
    ...named('csr-attribute', ec, attributeBends),
    ...named('csr-extension', ec, extensionBends),
    ...named('csr-algorithm', ec, algorithmBends),
    ...named('csr-signature', ec, signatureBends),
    ...keyCases(ec, rsa),
    ...sm2Cases(ec),
    ...sizeCases(ec),
  ]
}

type Bends = Readonly<Record<string, CsrBend>>

const named = (refusal: CsrRefusal, key: TestKey, bends: Bends): readonly HostileCsr[] =>
  Object.entries(bends).map(([name, bend]) => ({ name, refusal, der: csrOf(key, bend) }))

const bytes = (...octets: readonly number[]): Uint8Array => Uint8Array.of(...octets)
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))
const repeat = (count: number, piece: Uint8Array): Uint8Array[] => Array.from({ length: count }, () => piece)
const extraAttribute = (value: Uint8Array): Uint8Array => attributesOf(attribute('1.3.6.1.4.1.99999.1', value))
const cnOf = (value: Uint8Array): Uint8Array => subjectOf(rdn('2.5.4.3', value))

/** The widths of BER that DER does not have. */
const encodingBends: Bends = {
  'indefinite length outside': { outer: indefinite },
  'padded length outside': { outer: padLength },
  'trailing octet': { outer: (plain) => Uint8Array.of(...plain, 0) },
  'truncated by one octet': { outer: (plain) => plain.slice(0, -1) },
  'indefinite length of the signed part': { information: indefinite },
  'padded length of the signed part': { information: padLength },
  'padded length of the subject': { subject: padLength(plainSubject) },
  'long form for a short version': { version: bytes(2, 0x81, 1, 0) },
  'padded version': { version: bytes(2, 2, 0, 0) },
  'empty version': { version: bytes(2, 0) },
  'version two': { version: bytes(2, 1, 1) },
  'negative version': { version: bytes(2, 1, 0xff) },
  'version missing': { version: bytes() },
  'element behind the attributes': { information: (plain) => extend(plain, nullValue) },
  'element behind the signature': { outer: (plain) => extend(plain, nullValue) },
  'attributes missing': { attributes: bytes() },
  'attributes with a foreign tag': { attributes: bytes(0xa1, 0) },
  'attributes primitive': { attributes: bytes(0x80, 0) },
  'attributes out of order': {
    attributes: tlv(0xa0, Uint8Array.of(...attribute('1.3.6.1.4.1.99999.2', nullValue), ...attribute('1.3.6.1.4.1.99999.1', nullValue))),
  },
  'signature with one unused bit': { signatureElement: (right) => tlv(3, bytes(1, ...right.slice(0, -1), (right.at(-1) ?? 0) & 0xfe)) },
  'signature with nine unused bits': { signatureElement: (right) => tlv(3, bytes(9, ...right)) },
  'signature as constructed BIT STRING': { signatureElement: (right) => tlv(0x23, bitStringOf(right)) },
  'signature missing': { signatureElement: () => bytes() },
  'a certificate instead': { outer: (plain) => sequenceOf(sequenceOf(bytes(0xa0, 3, 2, 1, 2), integerOf(1)), rsaSha256, plain) },
}

/** Values that are wrong in themselves, in places nobody looks into. */
const contentBends: Bends = {
  'attribute type with a padded arc': { attributes: attributesOf(sequenceOf(bytes(6, 4, 0x55, 4, 0x80, 3), setOf(nullValue))) },
  'object identifier cut inside an arc': { attributes: attributesOf(sequenceOf(bytes(6, 3, 0x55, 4, 0x83), setOf(nullValue))) },
  'empty object identifier': { attributes: attributesOf(sequenceOf(bytes(6, 0), setOf(nullValue))) },
  'object identifier with an arc of 50 kB': {
    attributes: attributesOf(sequenceOf(tlv(6, bytes(0x2a, ...new Array<number>(50_000).fill(0xff), 1)), setOf(nullValue))),
  },
  'name with a disguised commonName': { subject: subjectOf(setOf(sequenceOf(bytes(6, 4, 0x55, 4, 0x80, 3), utf8StringOf('x')))) },
  'NULL with content': { attributes: extraAttribute(bytes(5, 1, 0)) },
  'BOOLEAN one': { attributes: extraAttribute(bytes(1, 1, 1)) },
  'BOOLEAN of two octets': { attributes: extraAttribute(bytes(1, 2, 0, 0)) },
  'padded INTEGER in an attribute': { attributes: extraAttribute(bytes(2, 2, 0, 1)) },
  'UTCTime without seconds': { attributes: extraAttribute(tlv(tag.utcTime, ascii('2611222211Z'))) },
  'UTCTime of the 31st of June': { attributes: extraAttribute(tlv(tag.utcTime, ascii('260631000000Z'))) },
  'high tag number': { attributes: extraAttribute(bytes(0xbf, 0x81, 0x01, 0)) },
  'octet string in pieces': { attributes: extraAttribute(tlv(0x24, octetStringOf(ascii('x')))) },
  'indefinite length in an attribute': { attributes: extraAttribute(indefinite(sequenceOf(nullValue))) },
  'unused bits that are set': { attributes: extraAttribute(bytes(3, 2, 3, 0xff)) },
  'attribute values out of order': {
    attributes: attributesOf(sequenceOf(oidOf('1.3.6.1.4.1.99999.1'), tlv(0x31, bytes(2, 1, 2, 2, 1, 1)))),
  },
  'nesting of two thousand levels': { attributes: extraAttribute(nested(2000)) },
  'PrintableString with an at sign': { subject: cnOf(asciiOf(tag.printableString, 'a@b')) },
  'PrintableString with an asterisk': { subject: cnOf(asciiOf(tag.printableString, '*')) },
  'UTF-8 overlong': { subject: cnOf(tlv(tag.utf8String, bytes(0xc0, 0x80))) },
  'UTF-8 surrogate': { subject: cnOf(tlv(tag.utf8String, bytes(0xed, 0xa0, 0x80))) },
  'UTF-8 cut': { subject: cnOf(tlv(tag.utf8String, bytes(0xe5, 0xa4))) },
  'Latin-1 called UTF-8': { subject: cnOf(tlv(tag.utf8String, bytes(0x4d, 0xfc, 0x6c))) },
  'IA5String with eight bits': {
    subject: subjectOf(rdn('1.2.840.113549.1.9.1', tlv(tag.ia5String, bytes(0x61, 0xe9, 0x40, 0x62, 0x2e, 0x63)))),
  },
  'BMPString of odd length': { subject: cnOf(tlv(tag.bmpString, bytes(0, 0x61, 0))) },
  'BMPString with half a surrogate pair': { subject: cnOf(tlv(tag.bmpString, bytes(0xd8, 0x00))) },
  'UTF8String in pieces': { subject: cnOf(tlv(0x2c, utf8StringOf('x'))) },
  'name parts out of order': {
    subject: subjectOf(
      tlv(0x31, Uint8Array.of(...sequenceOf(oidOf('2.5.4.10'), utf8StringOf('b')), ...sequenceOf(oidOf('2.5.4.3'), utf8StringOf('a')))),
    ),
  },
}

const nameBends: Bends = {
  'NUL in a name': { subject: cnOf(utf8StringOf('bank.cn\u0000.evil.cn')) },
  'line feed in a name': { subject: cnOf(utf8StringOf('a\nb')) },
  'bidirectional override in a name': { subject: cnOf(utf8StringOf('a\u202Eb')) },
  'zero width space in a name': { subject: cnOf(utf8StringOf('a\u200Bb')) },
  'empty commonName': { subject: cnOf(utf8StringOf('')) },
  'commonName of 65 characters': { subject: cnOf(utf8StringOf('字'.repeat(65))) },
  'country of three letters': { subject: subjectOf(rdn('2.5.4.6', asciiOf(tag.printableString, 'CHN'))) },
  'country in lower case': { subject: subjectOf(rdn('2.5.4.6', asciiOf(tag.printableString, 'cn'))) },
  'country as UTF8String': { subject: subjectOf(rdn('2.5.4.6', utf8StringOf('CN'))) },
  'serialNumber as UTF8String': { subject: subjectOf(rdn('2.5.4.5', utf8StringOf('1'))) },
  'e-mail without at sign': { subject: subjectOf(rdn('1.2.840.113549.1.9.1', asciiOf(tag.ia5String, 'a.b'))) },
  'foreign name part that is no text': { subject: subjectOf(rdn('1.3.6.1.4.1.99999.9', integerOf(5))) },
  'commonName as a number': { subject: cnOf(integerOf(5)) },
  'empty RDN': { subject: sequenceOf(setOf()) },
  'one type twice in an RDN': {
    subject: subjectOf(setOf(sequenceOf(oidOf('2.5.4.3'), utf8StringOf('a')), sequenceOf(oidOf('2.5.4.3'), utf8StringOf('b')))),
  },
  'element behind an attribute value': { subject: subjectOf(setOf(sequenceOf(oidOf('2.5.4.3'), utf8StringOf('a'), nullValue))) },
  'name as SET': { subject: setOf() },
}

const challenge = (text: string): Uint8Array => attribute(csrAttributeOid.challengePassword, utf8StringOf(text))
const someExtensions = sequenceOf(extensionOf('2.5.29.37', sequenceOf(oidOf('1.3.6.1.5.5.7.3.2'))))
const otherExtensions = sequenceOf(extensionOf('2.5.29.37', sequenceOf(oidOf('1.3.6.1.5.5.7.3.1'))))

const attributeBends: Bends = {
  'challengePassword twice': { attributes: attributesOf(challenge('a'), challenge('b')) },
  'challengePassword with two values': {
    attributes: attributesOf(attribute(csrAttributeOid.challengePassword, utf8StringOf('a'), utf8StringOf('b'))),
  },
  'challengePassword as a number': { attributes: attributesOf(attribute(csrAttributeOid.challengePassword, integerOf(1))) },
  'extensionRequest twice': {
    attributes: attributesOf(
      attribute(csrAttributeOid.extensionRequest, someExtensions),
      attribute(csrAttributeOid.extensionRequest, otherExtensions),
    ),
  },
  'extensionRequest with two values': {
    attributes: attributesOf(attribute(csrAttributeOid.extensionRequest, someExtensions, otherExtensions)),
  },
  'attribute without value': { attributes: attributesOf(attribute('1.3.6.1.4.1.99999.1')) },
  'attribute values as SEQUENCE': { attributes: attributesOf(sequenceOf(oidOf('1.3.6.1.4.1.99999.1'), sequenceOf(nullValue))) },
  'element behind the attribute values': {
    attributes: attributesOf(sequenceOf(oidOf('1.3.6.1.4.1.99999.1'), setOf(nullValue), nullValue)),
  },
}

const dns = (text: string): Uint8Array => asciiOf(primitive(2), text)
const keyUsage = (...octets: readonly number[]): CsrBend => ({
  attributes: extensionRequest(extensionOf('2.5.29.15', tlv(3, bytes(...octets)))),
})
const requesting = (...extensions: readonly Uint8Array[]): CsrBend => ({ attributes: extensionRequest(...extensions) })

const extensionBends: Bends = {
  'no extension in the request': requesting(),
  'extension twice': requesting(sanOf(dns('a.cn')), sanOf(dns('b.cn'))),
  'critical FALSE written out': requesting(sequenceOf(oidOf('2.5.29.17'), booleanOf(false), octetStringOf(sequenceOf(dns('a.cn'))))),
  'element behind an extension': requesting(sequenceOf(oidOf('2.5.29.17'), octetStringOf(sequenceOf(dns('a.cn'))), nullValue)),
  'extension value that is no DER': requesting(sequenceOf(oidOf('1.3.6.1.4.1.99999.3'), octetStringOf(bytes(0x30, 0x80, 0, 0)))),
  'octets behind an extension value': requesting(
    sequenceOf(oidOf('2.5.29.17'), octetStringOf(Uint8Array.of(...sequenceOf(dns('a.cn')), 5, 0))),
  ),
  'no alternative name': requesting(sanOf()),
  'alternative name twice': requesting(sanOf(dns('a.cn'), dns('a.cn'))),
  'host name with NUL': requesting(sanOf(dns('bank.cn\u0000.evil.cn'))),
  'host name with eight bits': { attributes: sanRequest(primitive(2), bytes(0xe5, 0xa4, 0xa9, 0x2e, 0x63, 0x6e)) },
  'host name with a space': requesting(sanOf(dns('a b.cn'))),
  'empty host name': requesting(sanOf(dns(''))),
  'host name with an empty label': requesting(sanOf(dns('a..cn'))),
  'asterisk inside a host name': requesting(sanOf(dns('a.*.cn'))),
  'mailbox without a domain': requesting(sanOf(asciiOf(primitive(1), 'a@'))),
  'mailbox with a line feed': requesting(sanOf(asciiOf(primitive(1), 'a\n@b.cn'))),
  'address without scheme': requesting(sanOf(asciiOf(primitive(6), '/relative'))),
  'IP address of five octets': { attributes: sanRequest(primitive(7), bytes(1, 2, 3, 4, 5)) },
  'IP address with a mask': { attributes: sanRequest(primitive(7), bytes(10, 0, 0, 0, 255, 0, 0, 0)) },
  'X.400 address': { attributes: sanRequest(constructed(3), bytes()) },
  'directory name that is empty': { attributes: sanRequest(constructed(4), sequenceOf()) },
  'registered identifier with a padded arc': { attributes: sanRequest(primitive(8), bytes(0x2a, 0x80, 0x01)) },
  'other name without value': requesting(sanOf(constructedOf(constructed(0), oidOf('1.2.3')))),
  'key usage with trailing zero bits': keyUsage(0, 0x80),
  'key usage with unused bits set': keyUsage(6, 0xff),
  'key usage without bits': keyUsage(0),
  'key usage with ten bits': keyUsage(6, 0x80, 0x40),
  'no extended key usage': requesting(extensionOf('2.5.29.37', sequenceOf())),
  'extended key usage twice': requesting(extensionOf('2.5.29.37', sequenceOf(oidOf('1.3.6.1.5.5.7.3.2'), oidOf('1.3.6.1.5.5.7.3.2')))),
  'basic constraints with FALSE written out': requesting(extensionOf('2.5.29.19', sequenceOf(booleanOf(false)))),
  'path length without authority': requesting(extensionOf('2.5.29.19', sequenceOf(integerOf(0)))),
  'negative path length': requesting(extensionOf('2.5.29.19', sequenceOf(booleanOf(true), bytes(2, 1, 0xff)))),
  'extensions as SET': {
    attributes: attributesOf(attribute(csrAttributeOid.extensionRequest, setOf(extensionOf('2.5.29.37', sequenceOf(oidOf('1.2.3')))))),
  },
}

const algorithmBends: Bends = {
  'RSA algorithm with an EC key': { signatureIdentifier: rsaSha256 },
  'ECDSA algorithm with NULL parameters': { signatureIdentifier: sequenceOf(oidOf('1.2.840.10045.4.3.2'), nullValue) },
  'element behind the algorithm': { signatureIdentifier: sequenceOf(oidOf('1.2.840.10045.4.3.2'), nullValue, nullValue) },
  'SHA-1': { signatureIdentifier: sequenceOf(oidOf('1.2.840.10045.4.1')), digest: 'sha1' },
  'SHA-384 with a P-256 key': { signatureIdentifier: ecdsaSha384, digest: 'sha384' },
  'key algorithm as signature algorithm': { signatureIdentifier: sequenceOf(oidOf('1.2.840.10045.2.1'), oidOf('1.2.840.10045.3.1.7')) },
}

const signatureBends: Bends = {
  'signature with a bit turned': { signature: (right) => right.map((octet, index) => (index === right.length - 1 ? octet ^ 1 : octet)) },
  'signed part changed after signing': { outer: renameSigned },
  'signature of nothing': { signature: () => new Uint8Array() },
  'ECDSA numbers without DER': { signature: () => new Uint8Array(64).fill(7) },
  'octet behind the ECDSA value': { signature: (right) => Uint8Array.of(...right, 0) },
  'padded ECDSA number': { signature: padFirstInteger },
  'padded length of the ECDSA value': { signature: padLength },
  'third ECDSA number': { signature: (right) => extend(right, integerOf(1)) },
  'ECDSA zero and zero': { signature: () => sequenceOf(integerOf(0), integerOf(0)) },
  'negative ECDSA number': { signature: () => sequenceOf(bytes(2, 1, 0xff), integerOf(1)) },
}

/** Wrong in the ways that are SM2's own: the scheme, the value before the content, the names, the curve. */
const sm2Cases = (ec: TestKey): readonly HostileCsr[] => {
  const key = sm2Key()
  const point = key.spki.slice(-65)
  const offCurve = point.map((octet, index) => (index === 64 ? octet ^ 1 : octet))
  const one = (name: string, refusal: CsrRefusal, bend: CsrBend, by = key): HostileCsr => ({
    name,
    refusal,
    isSm2: true,
    der: csrOf(by, bend),
  })
  return [
    one('SM2 key that signed plain ECDSA', 'csr-signature', {}, sm2KeyForEcdsa()),
    one('SM2 without the value of the identifier', 'csr-signature', {
      sign: (content) => createSign('sm3').update(content).sign(key.privateKey),
    }),
    one('SM2 with an empty identifier', 'csr-signature', { sign: (content) => sign('sm3', content, key.privateKey) }),
    one('SM2 value as r and s without DER', 'csr-signature', {
      signature: (right) => algorithmOf('sm2').signatureToWebCrypto(right) ?? right,
    }),
    one('SM2 signed by another key', 'csr-signature', { spki: sm2Key().spki }),
    one('SM2 with SM3 with NULL parameters', 'csr-algorithm', { signatureIdentifier: sequenceOf(oidOf('1.2.156.10197.1.501'), nullValue) }),
    one('ECDSA named over an SM2 key', 'csr-algorithm', { signatureIdentifier: ecdsaSha256 }),
    one('SM2 named over a P-256 key', 'csr-algorithm', { signatureIdentifier: sm2Sm3 }, ec),
    one('SM2 point off its curve', 'key-point', { spki: ecSpki(offCurve, oidOf('1.2.156.10197.1.301')) }),
    one('P-256 point on the SM2 curve', 'key-point', { spki: ecSpki(ec.spki.slice(-65), oidOf('1.2.156.10197.1.301')) }),
    one('SM2 key under the identifier of signatures', 'key-unsupported', { spki: ecSpki(point, oidOf('1.2.156.10197.1.301.1')) }),
  ]
}

const keyCases = (ec: TestKey, rsa: TestKey): readonly HostileCsr[] => {
  const point = ec.spki.slice(-65)
  const one = (name: string, refusal: CsrRefusal, der: Uint8Array): HostileCsr => ({ name, refusal, der })
  const offCurve = point.map((octet, index) => (index === 64 ? octet ^ 1 : octet))
  const compressed = Uint8Array.of(2 + ((point[64] ?? 0) & 1), ...point.slice(1, 33))
  const hybrid = Uint8Array.of(6 + ((point[64] ?? 0) & 1), ...point.slice(1))
  const modulus = integerOf(BigInt(`0x${Buffer.from(rsa.privateKey.export({ format: 'jwk' }).n ?? '', 'base64url').toString('hex')}`))
  const exponent = integerOf(65537)
  const withKey = (spki: Uint8Array, key: TestKey = rsa): Uint8Array => csrOf(key, { spki })
  const p = generatePrimeSync(1024, { bigint: true })
  return [
    one('signed by another key', 'csr-signature', csrOf(ecKey(), { spki: ec.spki })),
    one('EC point off its curve', 'key-point', withKey(ecSpki(offCurve), ec)),
    one('EC point compressed', 'key-malformed', withKey(ecSpki(compressed), ec)),
    one('EC point hybrid', 'key-malformed', withKey(ecSpki(hybrid), ec)),
    one('EC point at infinity', 'key-malformed', withKey(ecSpki(bytes(0)), ec)),
    one('EC coordinate beyond the field', 'key-point', withKey(ecSpki(bytes(4, ...new Array<number>(64).fill(0xff))), ec)),
    one('EC parameters missing', 'key-unsupported', withKey(sequenceOf(sequenceOf(oidOf('1.2.840.10045.2.1')), bitStringOf(point)), ec)),
    one('EC parameters NULL', 'key-unsupported', withKey(ecSpki(point, nullValue), ec)),
    one('EC curve of another size', 'key-malformed', withKey(ecSpki(point, oidOf('1.3.132.0.34')), ec)),
    one('curve without a row', 'key-unsupported', csrOf(ecKey('secp256k1'))),
    one(
      'key with one unused bit',
      'key-malformed',
      withKey(
        sequenceOf(sequenceOf(oidOf('1.2.840.10045.2.1'), oidOf('1.2.840.10045.3.1.7')), tlv(3, bytes(1, ...point.slice(0, -1), 0))),
        ec,
      ),
    ),
    one('element behind the key', 'key-malformed', withKey(extend(ec.spki, nullValue), ec)),
    one('RSA of 1024 bits', 'key-short', csrOf(rsaKey(1024))),
    one('RSA of 2056 bits', 'key-unsupported', csrOf(rsaKey(2056))),
    one('RSA exponent three', 'key-exponent', csrOf(rsaKey(2048, 3))),
    one('RSA exponent one', 'key-exponent', withKey(rsaSpki(modulus, integerOf(1)))),
    one('RSA exponent even', 'key-exponent', withKey(rsaSpki(modulus, integerOf(65538)))),
    one('RSA exponent of 2048 bits', 'key-exponent', withKey(rsaSpki(modulus, modulus))),
    one('RSA modulus even', 'key-modulus', withKey(rsaSpki(integerOf(2n ** 2047n + 2n), exponent))),
    one('RSA modulus divisible by 751', 'key-modulus', withKey(rsaSpki(integerOf(oddMultiple(751n)), exponent))),
    one(
      'RSA modulus negative',
      'key-malformed',
      withKey(rsaSpki(primitiveOf(2, bytes(0x80, ...new Array<number>(255).fill(1))), exponent)),
    ),
    one('RSA modulus padded', 'key-malformed', withKey(rsaSpki(tlv(2, Uint8Array.of(0, ...modulus.slice(4))), exponent))),
    one('RSA modulus of 50 kB', 'key-unsupported', withKey(rsaSpki(tlv(2, bytes(...new Array<number>(50_000).fill(0x7f))), exponent))),
    one(
      'RSA parameters missing',
      'key-unsupported',
      withKey(sequenceOf(sequenceOf(oidOf('1.2.840.113549.1.1.1')), bitStringOf(sequenceOf(modulus, exponent)))),
    ),
    one('RSA third number', 'key-malformed', withKey(rsaSpki(modulus, exponent, nullValue, integerOf(1)))),
    one('RSA close primes', 'key-close-primes', csrOf(rsaKeyOf(p, nextPrime(p)))),
    one('RSA with the ROCA fingerprint', 'key-roca', csrOf(rsaKeyOf(rocaPrime(1), rocaPrime(2)))),
    one(
      'RSA key signed with SHA-1',
      'csr-algorithm',
      csrOf(rsa, { signatureIdentifier: sequenceOf(oidOf('1.2.840.113549.1.1.5'), nullValue), digest: 'sha1' }),
    ),
    one('RSA algorithm without NULL', 'csr-algorithm', csrOf(rsa, { signatureIdentifier: sequenceOf(oidOf('1.2.840.113549.1.1.11')) })),
    one('RSA signature one octet short', 'csr-signature', csrOf(rsa, { signature: (right) => right.slice(1) })),
  ]
}

const sizeCases = (ec: TestKey): readonly HostileCsr[] => {
  const names = Array.from({ length: 200 }, (_unused, index) => dns(`host${index}.cn`))
  return [
    { name: 'empty input', refusal: 'csr-malformed', der: bytes() },
    { name: 'two octets', refusal: 'csr-malformed', der: bytes(0x30, 0) },
    {
      name: 'beyond 64 kB',
      refusal: 'csr-too-large',
      der: csrOf(ec, { attributes: extraAttribute(octetStringOf(new Uint8Array(66_000))) }),
    },
    { name: 'length of four gigabytes', refusal: 'csr-malformed', der: bytes(0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0) },
    { name: 'length of nine octets', refusal: 'csr-malformed', der: bytes(0x30, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0) },
    {
      name: 'thirty thousand equal values',
      refusal: 'csr-malformed',
      der: csrOf(ec, {
        attributes: attributesOf(
          sequenceOf(
            oidOf('1.2.3'),
            tlv(
              0x31,
              Uint8Array.from({ length: 60_000 }, (_unused, index) => (index % 2 === 0 ? 5 : 0)),
            ),
          ),
        ),
      }),
    },
    { name: 'two hundred alternative names', refusal: 'csr-extension', der: csrOf(ec, { attributes: extensionRequest(sanOf(...names)) }) },
    {
      name: 'a hundred RDNs',
      refusal: 'csr-subject',
      der: csrOf(ec, { subject: subjectOf(...repeat(100, rdn('2.5.4.11', utf8StringOf('x')))) }),
    },
  ]
}

/** Requests that must be accepted: what honest programs send. */
export const legitimateCsrs = (): readonly CsrCase[] => {
  const ec = ecKey()
  const rsa = rsaKey()
  const one = (name: string, key: TestKey, bend: CsrBend = {}): CsrCase => ({ name, der: csrOf(key, bend) })
  const directory = constructedOf(constructed(4), plainSubject)
  const otherName = constructedOf(
    constructed(0),
    oidOf('1.3.6.1.4.1.311.20.2.3'),
    constructedOf(constructed(0), utf8StringOf('user@example.cn')),
  )
  return [
    one('P-256', ec),
    one('P-384', ecKey('P-384')),
    one('RSA 2048', rsa),
    one('RSA 3072', rsaKey(3072)),
    { ...one('SM2', sm2Key()), isSm2: true },
    one('empty subject', ec, { subject: sequenceOf() }),
    one('all usual name parts', ec, { subject: fullSubject }),
    one('RDN with two parts', ec, {
      subject: subjectOf(
        setOf(sequenceOf(oidOf('2.5.4.3'), utf8StringOf('a')), sequenceOf(oidOf('2.5.4.5'), asciiOf(tag.printableString, '7'))),
      ),
    }),
    one('foreign name part', ec, { subject: subjectOf(rdn('0.9.2342.19200300.100.1.1', utf8StringOf('user'))) }),
    one('challenge password', ec, { attributes: attributesOf(challenge('secret')) }),
    one('foreign attribute', ec, { attributes: extraAttribute(sequenceOf(integerOf(1), tlv(tag.utcTime, ascii('261122221100Z')))) }),
    one('several attributes', ec, {
      attributes: attributesOf(challenge('x'), attribute(csrAttributeOid.extensionRequest, someExtensions), attribute('1.2.3', nullValue)),
    }),
    one(
      'alternative names of every kind',
      ec,
      requesting(
        sanOf(
          dns('a.cn'),
          dns('*.a.cn'),
          asciiOf(primitive(1), 'a.b+c@mail.example.cn'),
          asciiOf(primitive(6), 'https://a.cn/'),
          primitiveOf(primitive(7), bytes(10, 0, 0, 1)),
          primitiveOf(primitive(7), new Uint8Array(16)),
          directory,
          otherName,
          primitiveOf(primitive(8), bytes(0x2a, 3)),
        ),
      ),
    ),
    one(
      'usages and constraints',
      rsa,
      requesting(
        extensionOf('2.5.29.15', tlv(3, bytes(5, 0xa0))),
        extensionOf('2.5.29.37', sequenceOf(oidOf('1.3.6.1.5.5.7.3.2'), oidOf('1.3.6.1.5.5.7.3.4'))),
        sequenceOf(oidOf('2.5.29.19'), booleanOf(true), octetStringOf(sequenceOf())),
      ),
    ),
    one(
      'foreign critical extension',
      ec,
      requesting(sequenceOf(oidOf('1.3.6.1.4.1.99999.5'), booleanOf(true), octetStringOf(utf8StringOf('值')))),
    ),
    one(
      'ninety alternative names',
      ec,
      requesting(sanOf(...Array.from({ length: 90 }, (_unused, index) => dns(`host${index}.example.cn`)))),
    ),
  ]
}

const fullSubject = subjectOf(
  rdn('2.5.4.6', asciiOf(tag.printableString, 'CN')),
  rdn('2.5.4.8', utf8StringOf('广东省')),
  rdn('2.5.4.7', asciiOf(tag.printableString, 'Guangzhou')),
  rdn('2.5.4.10', utf8StringOf('天地科技有限公司')),
  rdn('2.5.4.11', utf8StringOf('研发部')),
  rdn('2.5.4.97', utf8StringOf('NTRCN-91350100M000100Y43')),
  rdn('2.5.4.5', asciiOf(tag.printableString, '00000019-0')),
  rdn('2.5.4.4', utf8StringOf('张')),
  rdn('2.5.4.42', utf8StringOf('三')),
  rdn('2.5.4.3', utf8StringOf('张三')),
  rdn('1.2.840.113549.1.9.1', asciiOf(tag.ia5String, 'zhang.san@example.cn')),
)

function nested(levels: number): Uint8Array {
  let element: Uint8Array = nullValue
  for (let level = 0; level < levels; level += 1) element = sequenceOf(element)
  return element
}

function padFirstInteger(signature: Uint8Array): Uint8Array {
  const end = 4 + (signature[3] ?? 0)
  return sequenceOf(tlv(2, Uint8Array.of(0, ...signature.slice(4, end))), signature.slice(end))
}

/** Another family name: the UTF-8 of 张 with one bit turned is another letter of the same length. */
function renameSigned(csr: Uint8Array): Uint8Array {
  const at = csr.findIndex((octet, index) => octet === 0xe5 && csr[index + 1] === 0xbc && csr[index + 2] === 0xa0)
  return csr.map((octet, index) => (index === at + 2 ? octet ^ 1 : octet))
}

/** An odd number of 2048 bits that this prime divides. */
const oddMultiple = (prime: bigint): bigint => ((2n ** 2047n / prime) | 1n) * prime + 2n * prime

/** The next prime by trial of Fermat's little theorem: good enough for a key that must be refused. */
const nextPrime = (start: bigint): bigint => {
  for (let candidate = start + 2n; ; candidate += 2n) if (isProbablePrime(candidate)) return candidate
}

/** k·M + (65537^a mod M): the shape of CVE-2017-15361 for keys of 2048 bits, M the product of the first 126 primes. */
const rocaPrime = (seed: number): bigint => {
  const primorial = smallPrimes(126).reduce((product, prime) => product * prime, 1n)
  const residue = modularPower(65537n, BigInt(seed * 7919), primorial)
  const least = (3n * 2n ** 1022n) / primorial
  for (let k = least + BigInt(seed * 1_000_000); ; k += 1n) {
    const candidate = k * primorial + residue
    if (isProbablePrime(candidate)) return candidate
  }
}

const smallPrimes = (count: number): bigint[] => {
  const primes: bigint[] = []
  for (let candidate = 2n; primes.length < count; candidate += 1n)
    if (primes.every((prime) => candidate % prime !== 0n)) primes.push(candidate)
  return primes
}

const isProbablePrime = (candidate: bigint): boolean => modularPower(2n, candidate - 1n, candidate) === 1n

const modularPower = (base: bigint, exponent: bigint, modulus: bigint): bigint => {
  let result = 1n
  let power = base % modulus
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * power) % modulus
    power = (power * power) % modulus
  }
  return result
}
