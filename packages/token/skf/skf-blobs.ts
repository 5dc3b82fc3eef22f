/** The packed structures of GM/T 0016 §6.4, in both widths of ULONG. Numbers are little-endian, as on every system we have. */
import { concat, fromUtf8 } from '@certhall/kernel/bytes'
import { type AlgorithmName, algorithmOf } from '@certhall/pki/algorithm'
import { bitStringOf, integerOf, nullValue, octetStringOf, oidOf, sequenceOf } from '@certhall/pki/der/encode'
import { ecdsaToDer } from '@certhall/pki/key/ecdsa-signature'
import { parsePublicKey } from '@certhall/pki/key/public-key'
import { skfError } from './sar.ts'

type Width = 4 | 8

export const readUlong = (octets: Uint8Array, at: number, width: Width): number => {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  return width === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true))
}

export const ulong = (value: number, width: Width): Uint8Array => {
  const octets = new Uint8Array(width)
  new DataView(octets.buffer).setUint32(0, value, true)
  return octets
}

export interface DeviceFacts {
  readonly manufacturer: string
  readonly label: string
  readonly serialNumber: string
  readonly asymmetricAlgorithms: number
  readonly totalOctets: number
  readonly freeOctets: number
}

/** 294 or 326 octets. */
export const deviceInfoOctets = (width: Width): number => 198 + 8 * width + 64

export const readDeviceFacts = (octets: Uint8Array, width: Width): DeviceFacts => {
  const numberAt = (index: number): number => readUlong(octets, 198 + index * width, width)
  return {
    manufacturer: textOf(octets.subarray(2, 66)),
    label: textOf(octets.subarray(130, 162)),
    serialNumber: textOf(octets.subarray(162, 194)),
    asymmetricAlgorithms: numberAt(1),
    totalOctets: numberAt(4),
    freeOctets: numberAt(5),
  }
}

/** UTF-8 or, as older tools write, GB 18030; up to the first zero octet, without what no screen can show. */
export const textOf = (octets: Uint8Array): string => {
  const end = octets.indexOf(0)
  const content = end === -1 ? octets : octets.subarray(0, end)
  return decoded(content)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\ufffd]/gu, '')
    .trim()
}

const decoded = (octets: Uint8Array): string => {
  try {
    return fromUtf8(octets)
  } catch {
    return new TextDecoder('gb18030').decode(octets)
  }
}

/** With the zero octet that ends a string in C. */
export const terminated = (octets: Uint8Array): Uint8Array => concat(octets, Uint8Array.of(0))

/** Names one after another, each ended by a zero octet, and one more at the end. */
export const readNames = (octets: Uint8Array): readonly Uint8Array[] => {
  const names: Uint8Array[] = []
  for (let at = 0; at < octets.length && octets[at] !== 0; ) {
    const end = octets.indexOf(0, at)
    if (end === -1) throw skfError('TOKEN_FAILED', 'endlessNames')
    names.push(octets.slice(at, end))
    at = end + 1
  }
  return names
}

export interface ReadKey {
  readonly spki: Uint8Array
  /** null for one that no certificate should be issued for. */
  readonly algorithm: AlgorithmName | null
}

export const eccKeyOctets = (width: Width): number => width + 128
export const rsaKeyOctets = (width: Width): number => 2 * width + 260

/** ECCPUBLICKEYBLOB or RSAPUBLICKEYBLOB, by its length, as SubjectPublicKeyInfo. */
export const readKey = (blob: Uint8Array, width: Width): ReadKey => {
  const read = blob.length === eccKeyOctets(width) ? eccKey : blob.length === rsaKeyOctets(width) ? rsaKey : undefined
  const spki = read?.(blob, width)
  if (spki === undefined) throw skfError('TOKEN_FAILED', 'keyBlob')
  const parsed = parsePublicKey(spki)
  return { spki, algorithm: parsed.ok ? parsed.value.algorithm.name : null }
}

const eccKey = (blob: Uint8Array, width: Width): Uint8Array | undefined => {
  const x = coordinate(blob.subarray(width, width + 64))
  const y = coordinate(blob.subarray(width + 64, width + 128))
  if (readUlong(blob, 0, width) !== 256 || x === undefined || y === undefined) return undefined
  return sequenceOf(algorithmOf('sm2').keyIdentifier, bitStringOf(concat(Uint8Array.of(4), x, y)))
}

const rsaKey = (blob: Uint8Array, width: Width): Uint8Array | undefined => {
  const bits = readUlong(blob, width, width)
  if (bits < 512 || bits > 2048 || bits % 8 !== 0) return undefined
  const modulus = blob.subarray(2 * width + 256 - bits / 8, 2 * width + 256)
  const exponent = blob.subarray(2 * width + 256, 2 * width + 260)
  const key = sequenceOf(integerOf(unsigned(modulus)), integerOf(unsigned(exponent)))
  return sequenceOf(algorithmOf('rsa-2048').keyIdentifier, bitStringOf(key))
}

export const eccSignatureOctets = 128

/** ECCSIGNATUREBLOB as X.509 has it. */
export const readSignature = (blob: Uint8Array): Uint8Array => {
  const r = coordinate(blob.subarray(0, 64))
  const s = coordinate(blob.subarray(64, 128))
  if (r === undefined || s === undefined) throw skfError('TOKEN_FAILED', 'signatureBlob')
  return ecdsaToDer(concat(r, s))
}

/** 32 octets at the right of a field of 64. */
const coordinate = (field: Uint8Array): Uint8Array | undefined =>
  field.subarray(0, 32).every((octet) => octet === 0) ? field.subarray(32) : undefined

const unsigned = (octets: Uint8Array): bigint => octets.reduce((sum, octet) => sum * 256n + BigInt(octet), 0n)

/** DigestInfo of RFC 8017 §9.2 for SHA-256: SKF pads what it is given, it does not say what it is. */
export const digestInfo = (sha256: Uint8Array): Uint8Array =>
  sequenceOf(sequenceOf(oidOf('2.16.840.1.101.3.4.2.1'), nullValue), octetStringOf(sha256))
