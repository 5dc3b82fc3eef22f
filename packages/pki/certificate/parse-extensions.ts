import { checkDer } from '../der/check-der.ts'
import { DerError } from '../der/der-error.ts'
import { DerReader } from '../der/reader.ts'
import { constructed, primitive, tag } from '../der/tag.ts'
import { accessMethodOid, extensionOid, type KeyUsage, keyUsages } from './extension-oids.ts'
import { type GeneralName, parseGeneralName, parseGeneralNames } from './general-name.ts'

export interface ParsedExtension {
  readonly oid: string
  readonly isCritical: boolean
  /** Content of extnValue: DER of its own. */
  readonly value: Uint8Array
}

/** What the extensions we understand say; a field is undefined when its extension is absent. */
export interface ExtensionFacts {
  readonly basicConstraints: { readonly isCa: boolean; readonly pathLength: number | undefined } | undefined
  readonly keyUsage: readonly KeyUsage[] | undefined
  /** OIDs. */
  readonly extKeyUsage: readonly string[] | undefined
  readonly subjectKeyIdentifier: Uint8Array | undefined
  readonly authorityKeyIdentifier: Uint8Array | undefined
  readonly subjectAltName: readonly GeneralName[] | undefined
  readonly policies: readonly string[] | undefined
  readonly crlUris: readonly string[] | undefined
  readonly ocspUris: readonly string[] | undefined
  readonly caIssuersUris: readonly string[] | undefined
}

/** Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension; none twice (RFC 5280 §4.2). Throws DerError. */
export const parseExtensions = (reader: DerReader): readonly ParsedExtension[] => {
  const extensions: ParsedExtension[] = []
  if (reader.isDone) throw new DerError('badValue', reader.offset)
  while (!reader.isDone) {
    const at = reader.offset
    if (extensions.length === maximumExtensions) throw new DerError('tooLarge', at)
    const parsed = parseExtension(reader.sequence())
    if (extensions.some((other) => other.oid === parsed.oid)) throw new DerError('badValue', at)
    extensions.push(parsed)
  }
  return extensions
}

/** Reads every known extension strictly, and the others as DER. Throws DerError. */
export const extensionFacts = (extensions: readonly ParsedExtension[]): ExtensionFacts => {
  for (const { value } of extensions) checkDer(value, maximumValueOctets)
  const read = <Value>(oid: string, parse: (reader: DerReader) => Value): Value | undefined => {
    const found = extensions.find((candidate) => candidate.oid === oid)
    if (found === undefined) return undefined
    const reader = new DerReader(found.value)
    const value = parse(reader)
    reader.finish()
    return value
  }
  const access = read(extensionOid.authorityInfoAccess, parseAccess)
  return {
    basicConstraints: read(extensionOid.basicConstraints, parseBasicConstraints),
    keyUsage: read(extensionOid.keyUsage, parseKeyUsage),
    extKeyUsage: read(extensionOid.extKeyUsage, (reader) => parseOidList(reader.sequence())),
    subjectKeyIdentifier: read(extensionOid.subjectKeyIdentifier, (reader) => filled(reader.content(tag.octetString))),
    authorityKeyIdentifier: read(extensionOid.authorityKeyIdentifier, parseAuthorityKeyIdentifier),
    subjectAltName: read(extensionOid.subjectAltName, (reader) => parseGeneralNames(reader.sequence())),
    policies: read(extensionOid.certificatePolicies, parsePolicies),
    crlUris: read(extensionOid.crlDistributionPoints, parseDistributionPoints),
    ocspUris: access?.filter((entry) => entry.method === accessMethodOid.ocsp).map((entry) => entry.uri),
    caIssuersUris: access?.filter((entry) => entry.method === accessMethodOid.caIssuers).map((entry) => entry.uri),
  }
}

/** Addresses in the full name of one DistributionPointName [0]; also used by the CRL's issuingDistributionPoint. */
export const parseDistributionPointName = (reader: DerReader): readonly string[] => {
  const choice = reader.inner(constructed(0))
  const names = parseGeneralNames(choice.inner(constructed(0)))
  choice.finish()
  return names.flatMap((name) => (name.kind === 'uri' ? [name.value] : []))
}

const maximumExtensions = 64
const maximumValueOctets = 65536

const parseExtension = (reader: DerReader): ParsedExtension => {
  const oid = reader.oid()
  const at = reader.offset
  const isCritical = reader.nextTag === tag.boolean ? reader.boolean() : undefined
  // DEFAULT FALSE is never written in DER (X.690 §11.5).
  if (isCritical === false) throw new DerError('badBoolean', at)
  const value = reader.content(tag.octetString)
  reader.finish()
  return { oid, isCritical: isCritical === true, value }
}

const filled = (octets: Uint8Array): Uint8Array => {
  if (octets.length === 0) throw new DerError('badValue', 0)
  return octets
}

const parseBasicConstraints = (outer: DerReader): { isCa: boolean; pathLength: number | undefined } => {
  const reader = outer.sequence()
  const isCa = reader.nextTag === tag.boolean ? reader.boolean() : undefined
  if (isCa === false) throw new DerError('badBoolean', reader.offset)
  const pathLength = reader.isDone ? undefined : reader.smallInteger(255)
  reader.finish()
  if (isCa === undefined && pathLength !== undefined) throw new DerError('badValue', reader.offset)
  return { isCa: isCa === true, pathLength }
}

const parseKeyUsage = (reader: DerReader): readonly KeyUsage[] => {
  const at = reader.offset
  const bits = reader.namedBits()
  if (bits.length === 0 || bits.length > keyUsages.length) throw new DerError('badValue', at)
  return keyUsages.filter((_usage, bit) => bits[bit] === true)
}

const parseOidList = (reader: DerReader): readonly string[] => {
  const oids: string[] = []
  if (reader.isDone) throw new DerError('badValue', reader.offset)
  while (!reader.isDone) {
    const at = reader.offset
    const oid = reader.oid()
    if (oids.includes(oid)) throw new DerError('badValue', at)
    oids.push(oid)
  }
  return oids
}

const parseAuthorityKeyIdentifier = (outer: DerReader): Uint8Array | undefined => {
  const reader = outer.sequence()
  const keyIdentifier = reader.nextTag === primitive(0) ? filled(reader.content(primitive(0))) : undefined
  // Issuer and serial number (both or neither) may follow; the house does not use them.
  if (!reader.isDone) {
    parseGeneralNames(reader.inner(constructed(1)))
    reader.content(primitive(2))
  }
  reader.finish()
  return keyIdentifier
}

const parsePolicies = (outer: DerReader): readonly string[] => {
  const reader = outer.sequence()
  const policies: string[] = []
  if (reader.isDone) throw new DerError('badValue', reader.offset)
  while (!reader.isDone) {
    const information = reader.sequence()
    const oid = information.oid()
    if (policies.includes(oid)) throw new DerError('badValue', information.offset)
    policies.push(oid)
    if (!information.isDone) information.sequence()
    information.finish()
  }
  return policies
}

/** Also the form of freshestCRL (RFC 5280 §4.2.1.15). */
export const parseDistributionPoints = (outer: DerReader): readonly string[] => {
  const reader = outer.sequence()
  const uris: string[] = []
  if (reader.isDone) throw new DerError('badValue', reader.offset)
  while (!reader.isDone) {
    const point = reader.sequence()
    if (point.nextTag === constructed(0)) uris.push(...parseDistributionPointName(point))
    if (point.nextTag === primitive(1)) point.content(primitive(1))
    if (point.nextTag === constructed(2)) point.inner(constructed(2))
    point.finish()
  }
  return uris
}

const parseAccess = (outer: DerReader): readonly { readonly method: string; readonly uri: string }[] => {
  const reader = outer.sequence()
  const entries: { method: string; uri: string }[] = []
  if (reader.isDone) throw new DerError('badValue', reader.offset)
  while (!reader.isDone) {
    const description = reader.sequence()
    const method = description.oid()
    const location = parseGeneralName(description)
    description.finish()
    if (location.kind === 'uri') entries.push({ method, uri: location.value })
  }
  return entries
}
