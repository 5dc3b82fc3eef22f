import { equalBytes, toHex } from '@certhall/kernel/bytes'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { bitStringOf, nullValue, oidOf, sequenceOf } from '@certhall/pki/der/encode'
import { DerReader } from '@certhall/pki/der/reader'
import { tag } from '@certhall/pki/der/tag'
import { DerWriter } from '@certhall/pki/der/writer'
import { parsePublicKey } from '@certhall/pki/key/public-key'
import type { TokenKey } from '../token.ts'
import { cka, ckk, cko } from './constants.ts'
import type { Attributes, Objects } from './objects.ts'

/** As many octets of CKA_ID as a keyId may have. */
const longestIdOctets = 32

/** Public keys with an identifier, and the certificate under the same one that certifies them. */
export const readKeys = async (objects: Objects): Promise<readonly TokenKey[]> => {
  const certificates = await readCertificates(objects)
  const keys: TokenKey[] = []
  for (const handle of await objects.find([[cka.class, cko.publicKey]])) {
    const attributes = await objects.read(handle, publicAttributes)
    const id = attributes.get(cka.id)
    const spki = spkiOf(attributes)
    if (id === undefined || id.length === 0 || id.length > longestIdOctets || spki === undefined) continue
    const own = certificates.find((each) => equalBytes(each.id, id) && equalBytes(each.spki, spki))
    keys.push({ keyId: toHex(id), ...algorithmAndKey(spki), certificate: own?.der ?? null })
  }
  return keys
}

export const readKey = async (objects: Objects, handle: bigint): Promise<TokenKey | undefined> => {
  const attributes = await objects.read(handle, publicAttributes)
  const spki = spkiOf(attributes)
  if (spki === undefined) return undefined
  return { keyId: toHex(attributes.get(cka.id) ?? new Uint8Array(0)), ...algorithmAndKey(spki), certificate: null }
}

const publicAttributes = [cka.id, cka.keyType, cka.modulus, cka.publicExponent, cka.ecParams, cka.ecPoint]

const algorithmAndKey = (spki: Uint8Array): Pick<TokenKey, 'algorithm' | 'spki'> => {
  const parsed = parsePublicKey(spki)
  return { algorithm: parsed.ok ? parsed.value.algorithm.name : null, spki }
}

/** Attributes of another type are asked together and left out by the token. */
export const spkiOf = (attributes: Attributes): Uint8Array | undefined => {
  const [modulus, exponent] = [attributes.get(cka.modulus), attributes.get(cka.publicExponent)]
  const [parameters, point] = [attributes.get(cka.ecParams), attributes.get(cka.ecPoint)]
  const keyType = BigInt(attributes.get(cka.keyType)?.[0] ?? -1)
  if (keyType === ckk.rsa && modulus !== undefined && exponent !== undefined && modulus.length > 0 && exponent.length > 0) {
    return sequenceOf(sequenceOf(oidOf('1.2.840.113549.1.1.1'), nullValue), bitStringOf(sequenceOf(unsigned(modulus), unsigned(exponent))))
  }
  if (keyType !== ckk.ec || parameters === undefined || point === undefined) return undefined
  return sequenceOf(sequenceOf(oidOf('1.2.840.10045.2.1'), parameters), bitStringOf(barePoint(point)))
}

const unsigned = (number: Uint8Array): Uint8Array => new DerWriter(number.length + 8).unsigned(number).take()

/** Wrapped in an OCTET STRING, as the standard has it, or bare, as some libraries give it. Both begin with 04: the length tells. */
const barePoint = (point: Uint8Array): Uint8Array => (pointOctets.includes(point.length) ? point : contentOf(point))

/** Uncompressed, of P-256, P-384 and P-521. */
const pointOctets: readonly number[] = [65, 97, 133]

const contentOf = (point: Uint8Array): Uint8Array => {
  try {
    return new DerReader(point).content(tag.octetString)
  } catch {
    return point
  }
}

export interface WrittenCertificate {
  readonly handle: bigint
  readonly id: Uint8Array
  readonly der: Uint8Array
  readonly spki: Uint8Array
}

/** What is no certificate that we can read is nobody's. */
export const readCertificates = async (objects: Objects): Promise<readonly WrittenCertificate[]> => {
  const found: WrittenCertificate[] = []
  for (const handle of await objects.find([[cka.class, cko.certificate]])) {
    const attributes = await objects.read(handle, [cka.id, cka.value])
    const der = attributes.get(cka.value)
    const spki = der === undefined ? undefined : spkiOfCertificate(der)
    if (der !== undefined && spki !== undefined) found.push({ handle, id: attributes.get(cka.id) ?? new Uint8Array(0), der, spki })
  }
  return found
}

const spkiOfCertificate = (der: Uint8Array): Uint8Array | undefined => {
  try {
    return parseCertificate(der).spki
  } catch {
    return undefined
  }
}
