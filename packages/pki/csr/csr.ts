import type { ExtensionFacts, ParsedExtension } from '../certificate/parse-extensions.ts'
import { keyRefusals } from '../key/key-refusal.ts'
import type { PublicKey } from '../key/public-key.ts'
import type { ParsedName } from '../name/parse-name.ts'

/**
 * PKCS#10 certification requests (RFC 2986). A request proves possession of a key; its subject and extensions are
 * wishes, and the certificate is built from the approved application alone.
 */
export interface UnverifiedCsr {
  readonly der: Uint8Array
  /** The CertificationRequestInfo: the octets that are signed. */
  readonly signedOctets: Uint8Array
  readonly subject: ParsedName
  readonly publicKey: PublicKey
  readonly extensions: readonly ParsedExtension[]
  readonly extensionFacts: ExtensionFacts
  readonly signature: Uint8Array
}

declare const proven: unique symbol

/** A request whose signature was verified with its own key: only `verifyCsr` makes one. */
export type VerifiedCsr = UnverifiedCsr & { readonly [proven]: true }

export const csrRefusals = Object.freeze([
  'csr-too-large', // beyond 64 kB
  'csr-malformed', // not DER, or not the structure of PKCS#10
  'csr-subject', // a name that could stand in no certificate
  'csr-attribute', // an attribute twice, without value, or with one of the wrong kind
  'csr-extension', // a requested extension twice or malformed
  'csr-algorithm', // the signature algorithm is not the one of the key's row
  'csr-signature', // not signed by the key it contains
  ...keyRefusals,
] as const)

export type CsrRefusal = (typeof csrRefusals)[number]

export const maximumCsrOctets = 65536

export const csrAttributeOid = Object.freeze({
  unstructuredName: '1.2.840.113549.1.9.2',
  challengePassword: '1.2.840.113549.1.9.7',
  extensionRequest: '1.2.840.113549.1.9.14',
} as const)
