import type { Decision } from '@certhall/kernel/app-error'
import { equalBytes } from '@certhall/kernel/bytes'
import { nullValue, oidOf, sequenceOf } from './der/encode.ts'
import { type Curve, curveP256, curveP384, curveSm2, inspectEcKey } from './key/ec-key.ts'
import { ecdsaFromDer, ecdsaToDer } from './key/ecdsa-signature.ts'
import type { KeyFacts, KeyRefusal } from './key/key-refusal.ts'
import { inspectRsaKey } from './key/rsa-key.ts'
import { sm2Identity } from './key/sm2-identity.ts'

/**
 * The one table of algorithms: a key kind together with the signature it makes. Everything that depends on the algorithm
 * is a column here, so that a new one (Ed25519, ML-DSA) is a row and its vectors. Nobody else lists algorithms.
 */
export const webAlgorithmNames = Object.freeze(['rsa-2048', 'rsa-3072', 'rsa-4096', 'ecdsa-p256', 'ecdsa-p384'] as const)
export const algorithmNames = Object.freeze([...webAlgorithmNames, 'sm2'] as const)

/** Rows that WebCrypto has too: only their keys can be made in a browser and lie in a P12 file. */
export type WebAlgorithmName = (typeof webAlgorithmNames)[number]
export type AlgorithmName = (typeof algorithmNames)[number]

/** Keys and signatures of one chain are of one suite: who verifies SM2 may know nothing else, and the other way round. */
export type Suite = 'international' | 'sm'

export interface Algorithm {
  readonly name: AlgorithmName
  /** For screens: the same in every language. */
  readonly label: string
  readonly suite: Suite
  readonly keyType: 'rsa' | 'ec'
  readonly sizeBits: number
  readonly hash: 'sha256' | 'sha384' | 'sm3'
  /** DER of the AlgorithmIdentifier in SubjectPublicKeyInfo. */
  readonly keyIdentifier: Uint8Array
  /** DER of the AlgorithmIdentifier of a signature made with such a key. */
  readonly signatureIdentifier: Uint8Array
  /** Most octets a signature value takes (for buffers). */
  readonly maximumSignatureOctets: number
  readonly inspectKey: (keyOctets: Uint8Array) => Decision<KeyFacts, KeyRefusal>
  /** From the content of the key's BIT STRING, what is hashed to the value before the content that is signed: SM2's Z. */
  readonly identityOf: ((keyOctets: Uint8Array) => Uint8Array) | undefined
  /** X.509 signature value from what WebCrypto returns: of curves, SM2 too, r‖s at fixed length. */
  readonly signatureFromWebCrypto: (signature: Uint8Array) => Uint8Array<ArrayBuffer>
  /** What WebCrypto verifies, from an X.509 signature value; undefined when it cannot be one. Throws DerError. */
  readonly signatureToWebCrypto: (signature: Uint8Array) => Uint8Array<ArrayBuffer> | undefined
  readonly webCrypto: WebCryptoParameters | undefined
  readonly nodeCrypto: NodeCryptoParameters
}

export interface WebAlgorithm extends Algorithm {
  readonly name: WebAlgorithmName
  readonly webCrypto: WebCryptoParameters
}

/** Arguments for crypto.subtle: generateKey, importKey, sign and verify. */
export interface WebCryptoParameters {
  readonly generate: Readonly<{
    name: string
    hash?: string
    modulusLength?: number
    publicExponent?: Uint8Array<ArrayBuffer>
    namedCurve?: string
  }>
  readonly import: Readonly<{ name: string; hash?: string; namedCurve?: string }>
  readonly sign: Readonly<{ name: string; hash?: string }>
}

/** Arguments for node:crypto: generateKeyPairSync(type, options); signing and verifying is done by key/node-signatures. */
export interface NodeCryptoParameters {
  readonly type: 'rsa' | 'ec'
  readonly options: Readonly<{ modulusLength?: number; publicExponent?: number; namedCurve?: string }>
  readonly digest: string
}

export const algorithmOf = <Name extends AlgorithmName>(name: Name): Rows[Name] => rows[name]

export const isWebAlgorithm = (algorithm: Algorithm): algorithm is WebAlgorithm => algorithm.webCrypto !== undefined

/** Rows whose keys carry this AlgorithmIdentifier; they differ in size only. */
export const algorithmsOfKey = (keyIdentifier: Uint8Array): readonly Algorithm[] =>
  algorithms.filter((row) => equalBytes(row.keyIdentifier, keyIdentifier))

const exponent65537 = Uint8Array.of(1, 0, 1)

const rsa = (name: WebAlgorithmName, sizeBits: number): WebAlgorithm => ({
  name,
  label: `RSA ${sizeBits}`,
  suite: 'international',
  keyType: 'rsa',
  sizeBits,
  hash: 'sha256',
  // RFC 3279 §2.3.1 and RFC 4055 §5: NULL parameters, neither absent nor anything else.
  keyIdentifier: sequenceOf(oidOf('1.2.840.113549.1.1.1'), nullValue),
  signatureIdentifier: sequenceOf(oidOf('1.2.840.113549.1.1.11'), nullValue),
  maximumSignatureOctets: sizeBits / 8,
  inspectKey: inspectRsaKey,
  identityOf: undefined,
  signatureFromWebCrypto: (signature) => signature.slice(),
  signatureToWebCrypto: (signature) => (signature.length === sizeBits / 8 ? signature.slice() : undefined),
  webCrypto: {
    generate: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: sizeBits, publicExponent: exponent65537 },
    import: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    sign: { name: 'RSASSA-PKCS1-v1_5' },
  },
  nodeCrypto: { type: 'rsa', options: { modulusLength: sizeBits, publicExponent: 65537 }, digest: 'sha256' },
})

const ecdsa = (
  name: WebAlgorithmName,
  namedCurve: string,
  curve: Curve,
  hash: 'sha256' | 'sha384',
  signatureOid: string,
): WebAlgorithm => ({
  name,
  label: `ECDSA ${namedCurve}`,
  suite: 'international',
  keyType: 'ec',
  sizeBits: curve.coordinateOctets * 8,
  hash,
  // RFC 5480 §2.1.1: namedCurve; RFC 5758 §3.2: signature parameters absent.
  keyIdentifier: sequenceOf(oidOf('1.2.840.10045.2.1'), oidOf(curve.oid)),
  signatureIdentifier: sequenceOf(oidOf(signatureOid)),
  maximumSignatureOctets: 2 * curve.coordinateOctets + 8,
  inspectKey: inspectEcKey(curve),
  identityOf: undefined,
  signatureFromWebCrypto: ecdsaToDer,
  signatureToWebCrypto: (signature) => ecdsaFromDer(signature, curve.coordinateOctets),
  webCrypto: {
    generate: { name: 'ECDSA', namedCurve },
    import: { name: 'ECDSA', namedCurve },
    sign: { name: 'ECDSA', hash: hash === 'sha256' ? 'SHA-256' : 'SHA-384' },
  },
  nodeCrypto: { type: 'ec', options: { namedCurve }, digest: hash },
})

const sm2: Algorithm = {
  name: 'sm2',
  label: 'SM2',
  suite: 'sm',
  keyType: 'ec',
  sizeBits: 256,
  hash: 'sm3',
  // GM/T 0015 §5.2.3, GB/T 35276: id-ecPublicKey with the curve; SM2-with-SM3 has no parameters.
  keyIdentifier: sequenceOf(oidOf('1.2.840.10045.2.1'), oidOf(curveSm2.oid)),
  signatureIdentifier: sequenceOf(oidOf('1.2.156.10197.1.501')),
  maximumSignatureOctets: 2 * curveSm2.coordinateOctets + 8,
  inspectKey: inspectEcKey(curveSm2),
  identityOf: sm2Identity,
  signatureFromWebCrypto: ecdsaToDer,
  signatureToWebCrypto: (signature) => ecdsaFromDer(signature, curveSm2.coordinateOctets),
  webCrypto: undefined,
  nodeCrypto: { type: 'ec', options: { namedCurve: 'SM2' }, digest: 'sm3' },
}

type Rows = Readonly<Record<WebAlgorithmName, WebAlgorithm> & Record<Exclude<AlgorithmName, WebAlgorithmName>, Algorithm>>

const rows: Rows = Object.freeze({
  'rsa-2048': rsa('rsa-2048', 2048),
  'rsa-3072': rsa('rsa-3072', 3072),
  'rsa-4096': rsa('rsa-4096', 4096),
  'ecdsa-p256': ecdsa('ecdsa-p256', 'P-256', curveP256, 'sha256', '1.2.840.10045.4.3.2'),
  'ecdsa-p384': ecdsa('ecdsa-p384', 'P-384', curveP384, 'sha384', '1.2.840.10045.4.3.3'),
  sm2,
})

export const algorithms: readonly Algorithm[] = Object.freeze(algorithmNames.map((name) => rows[name]))
export const webAlgorithms: readonly WebAlgorithm[] = Object.freeze(webAlgorithmNames.map((name) => rows[name]))
