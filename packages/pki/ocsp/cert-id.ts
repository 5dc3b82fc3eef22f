import { sha1 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { nullValue, octetStringOf, oidOf, sequenceOf } from '../der/encode.ts'
import { DerWriter } from '../der/writer.ts'
import { keyOctetsOf } from '../key/public-key.ts'

/** CertID (RFC 6960 §4.1.1): which certificate is asked for. */
export interface CertId {
  /** The element as it came: it goes back unchanged. */
  readonly der: Uint8Array
  readonly hash: CertIdHash
  readonly issuerNameHash: Uint8Array
  readonly issuerKeyHash: Uint8Array
  /** Without sign octet. */
  readonly serial: Uint8Array
}

export const certIdHashes = Object.freeze(['sha1', 'sha256'] as const)

export type CertIdHash = (typeof certIdHashes)[number]

/** What a responder compares CertIDs of one issuer with, for each hash it answers to. */
export interface IssuerHashes {
  readonly name: Uint8Array
  readonly key: Uint8Array
}

export const issuerHashes = (hash: CertIdHash, issuerName: Uint8Array, issuerSpki: Uint8Array): IssuerHashes => {
  const digest = hash === 'sha1' ? sha1 : sha256
  return { name: digest(issuerName), key: digest(keyOctetsOf(issuerSpki)) }
}

/** For clients, tests, and answers made before they are asked for. */
export const encodeCertId = (hash: CertIdHash, { name, key }: IssuerHashes, serial: Uint8Array): Uint8Array<ArrayBuffer> =>
  sequenceOf(hashIdentifier[hash].withNull, octetStringOf(name), octetStringOf(key), new DerWriter(32).unsigned(serial).take())

/** NULL parameters and absent ones are both in use (RFC 5754 §2: accept both). */
export const hashOfIdentifier = (identifier: Uint8Array): CertIdHash | undefined => {
  for (const hash of certIdHashes) {
    const { withNull, without } = hashIdentifier[hash]
    if (isSame(identifier, withNull) || isSame(identifier, without)) return hash
  }
  return undefined
}

export const hashOctets: Readonly<Record<CertIdHash, number>> = Object.freeze({ sha1: 20, sha256: 32 })

const identifiers = (oid: string): { readonly withNull: Uint8Array; readonly without: Uint8Array } => ({
  withNull: sequenceOf(oidOf(oid), nullValue),
  without: sequenceOf(oidOf(oid)),
})

const hashIdentifier = Object.freeze({ sha1: identifiers('1.3.14.3.2.26'), sha256: identifiers('2.16.840.1.101.3.4.2.1') })

const isSame = (left: Uint8Array, right: Uint8Array): boolean => {
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index += 1) if (left[index] !== right[index]) return false
  return true
}
