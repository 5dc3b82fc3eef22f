import { equalBytes } from '@certhall/kernel/bytes'
import { DerError } from '../der/der-error.ts'
import { DerReader } from '../der/reader.ts'
import { constructed } from '../der/tag.ts'
import { type ParsedName, parseName } from '../name/parse-name.ts'
import { type ExtensionFacts, extensionFacts, type ParsedExtension, parseExtensions } from './parse-extensions.ts'

/** A certificate that was read: fields and octets, no judgement. Its signature is verified by `chain/`. */
export interface Certificate extends ExtensionFacts {
  readonly der: Uint8Array
  /** TBSCertificate: the octets that are signed. */
  readonly signedOctets: Uint8Array
  /** Octets of the serial number, without a sign octet. */
  readonly serial: Uint8Array
  /** DER of the signature's AlgorithmIdentifier. */
  readonly signatureIdentifier: Uint8Array
  readonly signature: Uint8Array
  readonly issuer: ParsedName
  readonly subject: ParsedName
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** DER of the SubjectPublicKeyInfo. */
  readonly spki: Uint8Array
  readonly extensions: readonly ParsedExtension[]
}

/** Reads a version 3 certificate strictly. Throws DerError. */
export const parseCertificate = (der: Uint8Array): Certificate => {
  const { signedOctets, signatureIdentifier, signature } = splitCertificate(der)
  const tbs = parseTbs(signedOctets)
  // RFC 5280 §4.1.1.2: both places name the same algorithm.
  if (!equalBytes(tbs.signatureIdentifier, signatureIdentifier)) throw new DerError('badValue', signedOctets.length)
  return { ...tbs, ...extensionFacts(tbs.extensions), der, signedOctets, signature }
}

/** The three parts of a certificate, as views; nothing inside them is looked at. Throws DerError. */
export const splitCertificate = (der: Uint8Array): Pick<Certificate, 'signedOctets' | 'signatureIdentifier' | 'signature'> => {
  if (der.length > maximumOctets) throw new DerError('tooLarge', 0)
  const outer = new DerReader(der)
  const certificate = outer.sequence()
  outer.finish()
  const [signedOctets, signatureIdentifier, signature] = [certificate.element(), certificate.element(), certificate.bitStringOctets()]
  certificate.finish()
  return { signedOctets, signatureIdentifier, signature }
}

export type TbsFields = Omit<Certificate, keyof ExtensionFacts | 'der' | 'signedOctets' | 'signature'>

/** Fields of a TBSCertificate: for lints, which look before anything is signed. Throws DerError. */
export const parseTbs = (tbs: Uint8Array): TbsFields => {
  const outer = new DerReader(tbs)
  const reader = outer.sequence()
  outer.finish()
  const version = reader.inner(constructed(0))
  if (version.smallInteger(2) !== 2) throw new DerError('badValue', version.offset)
  version.finish()
  const serial = positive(reader)
  const signatureIdentifier = reader.element()
  const issuer = parseName(reader.element())
  const validity = reader.sequence()
  const notBeforeMs = validity.timeMs()
  const notAfterMs = validity.timeMs()
  validity.finish()
  const subject = parseName(reader.element())
  const spki = reader.element()
  const wrapped = reader.inner(constructed(3))
  const extensions = parseExtensions(wrapped.sequence())
  wrapped.finish()
  reader.finish()
  return { serial, signatureIdentifier, issuer, notBeforeMs, notAfterMs, subject, spki, extensions }
}

const maximumOctets = 65536

const positive = (reader: DerReader): Uint8Array => {
  const at = reader.offset
  const content = reader.integer()
  const first = content[0] ?? 0
  if (first >= 0x80 || content.length > 20 || (content.length === 1 && first === 0)) throw new DerError('badValue', at)
  return first === 0 ? content.subarray(1) : content
}
