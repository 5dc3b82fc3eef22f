import { equalBytes, toHex } from '@certhall/kernel/bytes'
import { extensionOid } from '../certificate/extension-oids.ts'
import {
  parseDistributionPointName,
  parseDistributionPoints,
  type ParsedExtension,
  parseExtensions,
} from '../certificate/parse-extensions.ts'
import { DerError } from '../der/der-error.ts'
import { DerReader } from '../der/reader.ts'
import { constructed, primitive, tag } from '../der/tag.ts'
import { type ParsedName, parseName } from '../name/parse-name.ts'
import { type RevocationReason, reasonOfNumber } from './reason.ts'

export interface Crl {
  readonly der: Uint8Array
  readonly signedOctets: Uint8Array
  readonly signatureIdentifier: Uint8Array
  readonly signature: Uint8Array
  readonly issuer: ParsedName
  readonly thisUpdateMs: number
  readonly nextUpdateMs: number
  readonly crlNumber: bigint
  readonly authorityKeyIdentifier: Uint8Array | undefined
  /** Addresses of issuingDistributionPoint; undefined when the list has none. */
  readonly distributionUris: readonly string[] | undefined
  /** Addresses of freshestCRL: where deltas to this list are. */
  readonly freshestUris: readonly string[] | undefined
  readonly entries: readonly CrlEntry[]
}

export interface CrlEntry {
  readonly serial: Uint8Array
  readonly revokedAtMs: number
  readonly reason: RevocationReason
}

export interface DeltaCrl extends Crl {
  /** Number of the full list that this one continues. */
  readonly baseNumber: bigint
}

/**
 * Reads a full version 2 CRL of our own kind strictly; critical extensions we do not write are refused, and so is a delta:
 * whoever took one for a full list would take revoked certificates for good. Throws DerError.
 */
export const parseCrl = (der: Uint8Array): Crl => {
  const { baseNumber, ...crl } = parseList(der)
  if (baseNumber !== undefined) throw new DerError('badValue', 0)
  return crl
}

/** Reads a delta, and nothing but a delta. Throws DerError. */
export const parseDeltaCrl = (der: Uint8Array): DeltaCrl => {
  const { baseNumber, ...crl } = parseList(der)
  if (baseNumber === undefined || baseNumber > crl.crlNumber || crl.freshestUris !== undefined) throw new DerError('badValue', 0)
  return { ...crl, baseNumber }
}

const parseList = (der: Uint8Array): Crl & { readonly baseNumber: bigint | undefined } => {
  const outer = new DerReader(der)
  const list = outer.sequence()
  outer.finish()
  const signedOctets = list.element()
  const signatureIdentifier = list.element()
  const signature = list.bitStringOctets()
  list.finish()
  const reader = new DerReader(signedOctets).sequence()
  reader.smallInteger(1)
  const innerIdentifier = reader.element()
  if (!equalBytes(innerIdentifier, signatureIdentifier)) throw new DerError('badValue', reader.offset)
  const issuer = parseName(reader.element())
  const thisUpdateMs = reader.timeMs()
  const nextUpdateMs = reader.timeMs()
  const entries = reader.nextTag === tag.sequence ? parseEntries(reader.sequence()) : []
  const wrapped = reader.inner(constructed(0))
  const extensions = parseExtensions(wrapped.sequence())
  wrapped.finish()
  reader.finish()
  return { der, signedOctets, signatureIdentifier, signature, issuer, thisUpdateMs, nextUpdateMs, entries, ...listFacts(extensions) }
}

type ListFacts = Pick<Crl, 'crlNumber' | 'authorityKeyIdentifier' | 'distributionUris' | 'freshestUris'> & {
  readonly baseNumber: bigint | undefined
}

const listFacts = (extensions: readonly ParsedExtension[]): ListFacts => {
  let crlNumber: bigint | undefined
  let baseNumber: bigint | undefined
  let freshestUris: readonly string[] | undefined
  let keyIdentifier: Uint8Array | undefined
  let distributionUris: readonly string[] | undefined
  for (const { oid, isCritical, value } of extensions) {
    const reader = new DerReader(value)
    if (oid === extensionOid.crlNumber) crlNumber = BigInt(`0x${toHex(positive(reader))}`)
    else if (oid === extensionOid.deltaCrlIndicator) baseNumber = baseOf(reader, isCritical)
    else if (oid === extensionOid.freshestCrl) freshestUris = parseDistributionPoints(reader)
    else if (oid === extensionOid.authorityKeyIdentifier) keyIdentifier = ownKeyIdentifier(reader.sequence())
    else if (oid === extensionOid.issuingDistributionPoint) distributionUris = distributionPoint(reader.sequence())
    else if (isCritical) throw new DerError('badValue', 0)
    else continue
    reader.finish()
  }
  if (crlNumber === undefined) throw new DerError('badValue', 0)
  return { crlNumber, authorityKeyIdentifier: keyIdentifier, distributionUris, freshestUris, baseNumber }
}

/** RFC 5280 §5.2.4: always critical, so that nobody takes a delta for a full list. */
const baseOf = (reader: DerReader, isCritical: boolean): bigint => {
  if (!isCritical) throw new DerError('badValue', reader.offset)
  return BigInt(`0x${toHex(positive(reader))}`)
}

/** An INTEGER that is not negative, with its sign octet. */
const positive = (reader: DerReader): Uint8Array => {
  const at = reader.offset
  const content = reader.integer()
  if ((content[0] ?? 0) >= 0x80 || content.length > 21) throw new DerError('badValue', at)
  return content
}

const ownKeyIdentifier = (reader: DerReader): Uint8Array => {
  const keyIdentifier = reader.content(primitive(0))
  reader.finish()
  return keyIdentifier
}

/** The scopes we write: all, users [1] or authorities [2]. Lists by reason and indirect ones are foreign. */
const distributionPoint = (reader: DerReader): readonly string[] => {
  const uris = parseDistributionPointName(reader)
  const scope = [primitive(1), primitive(2)].find((identifier) => reader.nextTag === identifier)
  if (scope !== undefined && !equalBytes(reader.content(scope), Uint8Array.of(0xff))) throw new DerError('badBoolean', reader.offset)
  reader.finish()
  return uris
}

const parseEntries = (reader: DerReader): readonly CrlEntry[] => {
  const entries: CrlEntry[] = []
  if (reader.isDone) throw new DerError('badValue', reader.offset)
  while (!reader.isDone) {
    const entry = reader.sequence()
    const content = positive(entry)
    const revokedAtMs = entry.timeMs()
    const reason = entry.isDone ? 'unspecified' : entryReason(parseExtensions(entry.sequence()))
    entry.finish()
    entries.push({ serial: content[0] === 0 && content.length > 1 ? content.subarray(1) : content, revokedAtMs, reason })
  }
  return entries
}

const entryReason = (extensions: readonly ParsedExtension[]): RevocationReason => {
  const found = extensions.find(({ oid }) => oid === extensionOid.crlReason)
  if (extensions.some(({ oid, isCritical }) => isCritical && oid !== extensionOid.crlReason)) throw new DerError('badValue', 0)
  if (found === undefined) return 'unspecified'
  const reader = new DerReader(found.value)
  const reason = reasonOfNumber(reader.smallInteger(10, tag.enumerated))
  reader.finish()
  if (reason === undefined) throw new DerError('badValue', 0)
  return reason
}
