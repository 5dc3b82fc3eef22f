import type { Decision } from '@certhall/kernel/app-error'
import { equalBytes } from '@certhall/kernel/bytes'
import { nullValue, oidOf, sequenceOf } from './der/encode.ts'
import { type Curve, curveP256, curveP384, inspectEcKey } from './key/ec-key.ts'
import { ecdsaFromDer, ecdsaToDer } from './key/ecdsa-signature.ts'
import type { KeyFacts, KeyRefusal } from './key/key-refusal.ts'
import { inspectRsaKey } from './key/rsa-key.ts'

/**
 * The one table of algorithms: a key kind together with the signature it makes. Everything that depends on the algorithm
 * is a column here, so that a new one (Ed25519, SM2, ML-DSA) is a row and its vectors. Nobody else lists algorithms.
 */
export const algorithmNames = Object.freeze(['rsa-2048', 'rsa-3072', 'rsa-4096', 'ecdsa-p256', 'ecdsa-p384'] as const)

export type AlgorithmName = (typeof algorithmNames)[number]

export interface Algorithm {
  readonly name: AlgorithmName
  /** For screens: the same in every language. */
  readonly label: string
  readonly keyType: 'rsa' | 'ec'
  readonly sizeBits: number
  readonly hash: 'sha256' | 'sha384'
  /** DER of the AlgorithmIdentifier in SubjectPublicKeyInfo. */
  readonly keyIdentifier: Uint8Array
  /** DER of the AlgorithmIdentifier of a signature made with such a key. */
  readonly signatureIdentifier: Uint8Array
  /** Most octets a signature value takes (for buffers). */
  readonly maximumSignatureOctets: number
  readonly inspectKey: (keyOctets: Uint8Array) => Decision<KeyFacts, KeyRefusal>
  /** X.509 signature value from what WebCrypto returns. */
  readonly signatureFromWebCrypto: (signature: Uint8Array) => Uint8Array<ArrayBuffer>
  /** What WebCrypto verifies, from an X.509 signature value; undefined when it cannot be one. Throws DerError. */
  readonly signatureToWebCrypto: (signature: Uint8Array) => Uint8Array<ArrayBuffer> | undefined
  readonly webCrypto: WebCryptoParameters
  readonly nodeCrypto: NodeCryptoParameters
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

/** Arguments for node:crypto: generateKeyPairSync(type, options), sign(digest, …), verify(digest, …). */
export interface NodeCryptoParameters {
  readonly type: 'rsa' | 'ec'
  readonly options: Readonly<{ modulusLength?: number; publicExponent?: number; namedCurve?: string }>
  readonly digest: string
}

export const algorithmOf = (name: AlgorithmName): Algorithm => rows[name]

/** Rows whose keys carry this AlgorithmIdentifier; they differ in size only. */
export const algorithmsOfKey = (keyIdentifier: Uint8Array): readonly Algorithm[] =>
  algorithms.filter((row) => equalBytes(row.keyIdentifier, keyIdentifier))

const exponent65537 = Uint8Array.of(1, 0, 1)

const rsa = (name: AlgorithmName, sizeBits: number): Algorithm => ({
  name,
  label: `RSA ${sizeBits}`,
  keyType: 'rsa',
  sizeBits,
  hash: 'sha256',
  // RFC 3279 §2.3.1 and RFC 4055 §5: NULL parameters, neither absent nor anything else.
  keyIdentifier: sequenceOf(oidOf('1.2.840.113549.1.1.1'), nullValue),
  signatureIdentifier: sequenceOf(oidOf('1.2.840.113549.1.1.11'), nullValue),
  maximumSignatureOctets: sizeBits / 8,
  inspectKey: inspectRsaKey,
  signatureFromWebCrypto: (signature) => signature.slice(),
  signatureToWebCrypto: (signature) => (signature.length === sizeBits / 8 ? signature.slice() : undefined),
  webCrypto: {
    generate: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: sizeBits, publicExponent: exponent65537 },
    import: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    sign: { name: 'RSASSA-PKCS1-v1_5' },
  },
  nodeCrypto: { type: 'rsa', options: { modulusLength: sizeBits, publicExponent: 65537 }, digest: 'sha256' },
})

const ecdsa = (name: AlgorithmName, namedCurve: string, curve: Curve, hash: 'sha256' | 'sha384', signatureOid: string): Algorithm => ({
  name,
  label: `ECDSA ${namedCurve}`,
  keyType: 'ec',
  sizeBits: curve.coordinateOctets * 8,
  hash,
  // RFC 5480 §2.1.1: namedCurve; RFC 5758 §3.2: signature parameters absent.
  keyIdentifier: sequenceOf(oidOf('1.2.840.10045.2.1'), oidOf(curve.oid)),
  signatureIdentifier: sequenceOf(oidOf(signatureOid)),
  maximumSignatureOctets: 2 * curve.coordinateOctets + 8,
  inspectKey: inspectEcKey(curve),
  signatureFromWebCrypto: ecdsaToDer,
  signatureToWebCrypto: (signature) => ecdsaFromDer(signature, curve.coordinateOctets),
  webCrypto: {
    generate: { name: 'ECDSA', namedCurve },
    import: { name: 'ECDSA', namedCurve },
    sign: { name: 'ECDSA', hash: hash === 'sha256' ? 'SHA-256' : 'SHA-384' },
  },
  nodeCrypto: { type: 'ec', options: { namedCurve }, digest: hash },
})

const rows: Readonly<Record<AlgorithmName, Algorithm>> = Object.freeze({
  'rsa-2048': rsa('rsa-2048', 2048),
  'rsa-3072': rsa('rsa-3072', 3072),
  'rsa-4096': rsa('rsa-4096', 4096),
  'ecdsa-p256': ecdsa('ecdsa-p256', 'P-256', curveP256, 'sha256', '1.2.840.10045.4.3.2'),
  'ecdsa-p384': ecdsa('ecdsa-p384', 'P-384', curveP384, 'sha384', '1.2.840.10045.4.3.3'),
})

export const algorithms: readonly Algorithm[] = Object.freeze(algorithmNames.map((name) => rows[name]))
