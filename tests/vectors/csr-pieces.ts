/** Pieces of PKCS#10 requests that a hostile applicant may bend one at a time; every request is signed anew. */
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { generateKey, signatures } from '@certhall/ca/key/signatures'
import { algorithmOf } from '@certhall/pki/algorithm'
import {
  asciiOf,
  bitStringOf,
  constructedOf,
  integerOf,
  nullValue,
  octetStringOf,
  oidOf,
  sequenceOf,
  setOf,
  utf8StringOf,
} from '@certhall/pki/der/encode'
import { constructed, tag } from '@certhall/pki/der/tag'
import { csrAttributeOid } from '@certhall/pki/csr/csr'

export interface TestKey {
  readonly privateKey: KeyObject
  readonly spki: Uint8Array
  readonly digest: string | undefined
  readonly signatureIdentifier: Uint8Array
  /** Where it takes more than a digest. */
  readonly sign?: (content: Uint8Array) => Uint8Array
}

export const ecdsaSha256 = sequenceOf(oidOf('1.2.840.10045.4.3.2'))
export const ecdsaSha384 = sequenceOf(oidOf('1.2.840.10045.4.3.3'))
export const sm2Sm3 = sequenceOf(oidOf('1.2.156.10197.1.501'))
export const rsaSha256 = sequenceOf(oidOf('1.2.840.113549.1.1.11'), nullValue)

export const ecKey = (namedCurve = 'P-256'): TestKey => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
  const isLarge = namedCurve === 'P-384'
  const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))
  return { privateKey, spki, digest: isLarge ? 'sha384' : 'sha256', signatureIdentifier: isLarge ? ecdsaSha384 : ecdsaSha256 }
}

export const sm2Key = (): TestKey => {
  const algorithm = algorithmOf('sm2')
  const { privateKey, spki } = generateKey(algorithm)
  return {
    privateKey,
    spki,
    digest: 'sm3',
    signatureIdentifier: sm2Sm3,
    sign: (content) => signatures.sign({ algorithm, spki, key: privateKey }, content),
  }
}

/** A fresh pair on the SM2 curve, never imported: it signs plain ECDSA over SM3 and says nothing. */
export const sm2KeyForEcdsa = (): TestKey => ({ ...ecKey('SM2'), digest: 'sm3', signatureIdentifier: sm2Sm3 })

export const rsaKey = (modulusLength = 2048, publicExponent = 65537): TestKey => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength, publicExponent })
  return {
    privateKey,
    spki: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
    digest: 'sha256',
    signatureIdentifier: rsaSha256,
  }
}

/** An RSA key from chosen primes: the way to keys that no generator would make. */
export const rsaKeyOf = (p: bigint, q: bigint, e = 65537n): TestKey => {
  const n = p * q
  const d = inverse(e, (p - 1n) * (q - 1n))
  const text = (value: bigint): string =>
    Buffer.from(value.toString(16).padStart(value.toString(16).length + (value.toString(16).length % 2), '0'), 'hex').toString('base64url')
  const key = {
    kty: 'RSA',
    n: text(n),
    e: text(e),
    d: text(d),
    p: text(p),
    q: text(q),
    dp: text(d % (p - 1n)),
    dq: text(d % (q - 1n)),
    qi: text(inverse(q, p)),
  }
  return {
    privateKey: createPrivateKey({ key, format: 'jwk' }),
    spki: rsaSpki(integerOf(n), integerOf(e)),
    digest: 'sha256',
    signatureIdentifier: rsaSha256,
  }
}

export const rsaSpki = (modulus: Uint8Array, exponent: Uint8Array, parameters: Uint8Array = nullValue, ...more: Uint8Array[]): Uint8Array =>
  sequenceOf(sequenceOf(oidOf('1.2.840.113549.1.1.1'), parameters), bitStringOf(sequenceOf(modulus, exponent, ...more)))

export const ecSpki = (point: Uint8Array, parameters: Uint8Array = oidOf('1.2.840.10045.3.1.7')): Uint8Array =>
  sequenceOf(sequenceOf(oidOf('1.2.840.10045.2.1'), parameters), bitStringOf(point))

export interface CsrBend {
  readonly version?: Uint8Array
  readonly subject?: Uint8Array
  readonly spki?: Uint8Array
  /** The whole [0] element. */
  readonly attributes?: Uint8Array
  readonly information?: (plain: Uint8Array) => Uint8Array
  readonly signatureIdentifier?: Uint8Array
  readonly digest?: string
  readonly sign?: (content: Uint8Array, key: TestKey) => Uint8Array
  readonly signature?: (right: Uint8Array) => Uint8Array
  /** The whole BIT STRING of the signature. */
  readonly signatureElement?: (right: Uint8Array) => Uint8Array
  readonly outer?: (plain: Uint8Array) => Uint8Array
}

export const subjectOf = (...rdns: readonly Uint8Array[]): Uint8Array => sequenceOf(...rdns)

export const rdn = (oid: string, value: Uint8Array): Uint8Array => setOf(sequenceOf(oidOf(oid), value))

export const plainSubject = subjectOf(
  rdn('2.5.4.6', asciiOf(tag.printableString, 'CN')),
  rdn('2.5.4.10', utf8StringOf('天地科技有限公司')),
  rdn('2.5.4.3', utf8StringOf('张三')),
)

export const attribute = (oid: string, ...values: readonly Uint8Array[]): Uint8Array => sequenceOf(oidOf(oid), setOf(...values))

export const attributesOf = (...attributes: readonly Uint8Array[]): Uint8Array => {
  const sorted = setOf(...attributes)
  return Uint8Array.from(sorted, (octet, index) => (index === 0 ? constructed(0) : octet))
}

export const extensionRequest = (...extensions: readonly Uint8Array[]): Uint8Array =>
  attributesOf(attribute(csrAttributeOid.extensionRequest, sequenceOf(...extensions)))

export const extensionOf = (oid: string, value: Uint8Array): Uint8Array => sequenceOf(oidOf(oid), octetStringOf(value))

export const sanOf = (...names: readonly Uint8Array[]): Uint8Array => extensionOf('2.5.29.17', sequenceOf(...names))

/** Requested extension subjectAltName with one name of this kind. */
export const sanRequest = (identifier: number, content: Uint8Array): Uint8Array => extensionRequest(sanOf(tlv(identifier, content)))

/** One element with a header of our own making. */
export const tlv = (identifier: number, content: Uint8Array): Uint8Array => constructedOf(identifier, content)

/** The element with its length written in one octet more than DER allows. */
export const padLength = (element: Uint8Array): Uint8Array => {
  const { header, length } = split(element)
  // A short form becomes the long form of one octet; a long form gets a leading zero.
  const size = header === 2 ? [length] : [0, ...element.slice(2, header)]
  return Uint8Array.of(element[0] ?? 0, 0x80 | size.length, ...size, ...element.slice(header))
}

/** The element in BER's indefinite form. */
export const indefinite = (element: Uint8Array): Uint8Array =>
  Uint8Array.of(element[0] ?? 0, 0x80, ...element.slice(split(element).header), 0, 0)

/** The element with more content at its end. */
export const extend = (element: Uint8Array, ...more: readonly Uint8Array[]): Uint8Array =>
  constructedOf(element[0] ?? 0, element.slice(split(element).header), ...more)

export const csrOf = (key: TestKey, bend: CsrBend = {}): Uint8Array => {
  const plain = sequenceOf(
    bend.version ?? integerOf(0),
    bend.subject ?? plainSubject,
    bend.spki ?? key.spki,
    bend.attributes ?? attributesOf(),
  )
  const information = bend.information?.(plain) ?? plain
  const right = new Uint8Array(
    bend.sign?.(information, key) ?? key.sign?.(information) ?? sign(bend.digest ?? key.digest, information, key.privateKey),
  )
  const signature = bend.signature?.(right) ?? right
  const element = bend.signatureElement?.(signature) ?? bitStringOf(signature)
  const whole = sequenceOf(information, bend.signatureIdentifier ?? key.signatureIdentifier, element)
  return bend.outer?.(whole) ?? whole
}

const split = (element: Uint8Array): { readonly header: number; readonly length: number } => {
  const first = element[1] ?? 0
  const header = first < 0x80 ? 2 : 2 + (first & 0x7f)
  return { header, length: element.length - header }
}

/** Extended Euclid. */
const inverse = (value: bigint, modulus: bigint): bigint => {
  let previous = { remainder: modulus, factor: 0n }
  let current = { remainder: value % modulus, factor: 1n }
  while (current.remainder !== 0n) {
    const quotient = previous.remainder / current.remainder
    const next = { remainder: previous.remainder - quotient * current.remainder, factor: previous.factor - quotient * current.factor }
    previous = current
    current = next
  }
  return ((previous.factor % modulus) + modulus) % modulus
}
