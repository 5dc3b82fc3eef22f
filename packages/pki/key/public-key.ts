import { sha1 } from '@noble/hashes/legacy.js'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { type Algorithm, algorithmsOfKey } from '../algorithm.ts'
import { DerError } from '../der/der-error.ts'
import { DerReader } from '../der/reader.ts'
import type { KeyFacts, KeyRefusal } from './key-refusal.ts'

/** A public key that passed every check of its algorithm row. */
export interface PublicKey extends KeyFacts {
  readonly algorithm: Algorithm
  /** DER of the SubjectPublicKeyInfo, as it goes into the certificate. */
  readonly spki: Uint8Array
  /** Content of its BIT STRING. */
  readonly keyOctets: Uint8Array
}

/** Verifies a signature value over bytes with a public key; the cryptography is handed in. */
export type VerifySignature = (key: PublicKey, signed: Uint8Array, signature: Uint8Array) => boolean | Promise<boolean>

/** Reads a SubjectPublicKeyInfo and refuses whatever no certificate should be issued for. */
export const parsePublicKey = (spki: Uint8Array): Decision<PublicKey, KeyRefusal> => {
  if (spki.length > maximumSpkiOctets) return refused('key-unsupported')
  try {
    const { identifier, keyOctets } = spkiParts(spki)
    const rows = algorithmsOfKey(identifier)
    const [first] = rows
    if (first === undefined) return refused('key-unsupported')
    const inspected = first.inspectKey(keyOctets)
    if (!inspected.ok) return inspected
    const algorithm = rows.find((row) => row.sizeBits === inspected.value.sizeBits)
    return algorithm === undefined ? refused('key-unsupported') : allowed({ algorithm, spki, keyOctets, ...inspected.value })
  } catch (error) {
    if (error instanceof DerError) return refused('key-malformed', { cause: error })
    throw error
  }
}

/** Key identifier of RFC 5280 §4.2.1.2 method 1: SHA-1 over the BIT STRING's content (a name, not a protection). */
export const keyIdentifierOf = (spki: Uint8Array): Uint8Array => sha1(spkiParts(spki).keyOctets)

/** Content of the key's BIT STRING, for hashing it elsewhere. Throws DerError. */
export const keyOctetsOf = (spki: Uint8Array): Uint8Array => spkiParts(spki).keyOctets

const maximumSpkiOctets = 8192

const spkiParts = (spki: Uint8Array): { readonly identifier: Uint8Array; readonly keyOctets: Uint8Array } => {
  const outer = new DerReader(spki)
  const sequence = outer.sequence()
  outer.finish()
  const identifier = sequence.element()
  const keyOctets = sequence.bitStringOctets()
  sequence.finish()
  return { identifier, keyOctets }
}
