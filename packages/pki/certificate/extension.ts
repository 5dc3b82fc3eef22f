import {
  asciiOf,
  booleanOf,
  constructedOf,
  integerOf,
  namedBitsOf,
  nullValue,
  octetStringOf,
  oidOf,
  primitiveOf,
  sequenceOf,
} from '../der/encode.ts'
import { constructed, primitive, tag } from '../der/tag.ts'
import { isPrintableText } from '../der/text.ts'
import { hasForbiddenCharacter, isHostName, isMailbox } from '../name/name.ts'
import {
  accessMethodOid,
  type ExtendedKeyUsage,
  extendedKeyUsageOid,
  extensionOid,
  identityOid,
  type KeyUsage,
  keyUsages,
} from './extension-oids.ts'

/**
 * Builders of certificate extensions: each returns one whole Extension in DER (RFC 5280 §4.2). Arguments come from
 * profiles and approved applications; what cannot be encoded is a mistake of the caller and throws RangeError.
 */
type Der = Uint8Array<ArrayBuffer>

export const extension = (oid: string, isCritical: boolean, value: Uint8Array): Der =>
  isCritical ? sequenceOf(oidOf(oid), booleanOf(true), octetStringOf(value)) : sequenceOf(oidOf(oid), octetStringOf(value))

/** Critical in CA certificates (RFC 5280 §4.2.1.9). End entities carry none: GmSSL refuses an empty one. */
export const caConstraints = (pathLength: number | undefined): Der =>
  extension(extensionOid.basicConstraints, true, sequenceOf(booleanOf(true), ...(pathLength === undefined ? [] : [integerOf(pathLength)])))

export const keyUsage = (usages: readonly KeyUsage[]): Der => {
  if (usages.length === 0) throw new RangeError('empty key usage')
  return extension(extensionOid.keyUsage, true, namedBitsOf(keyUsages.map((usage) => usages.includes(usage))))
}

export const extKeyUsage = (usages: readonly ExtendedKeyUsage[]): Der => {
  // An empty SEQUENCE is forbidden, and once meant "anything" to somebody's verifier.
  if (usages.length === 0) throw new RangeError('empty extended key usage')
  return extension(extensionOid.extKeyUsage, false, sequenceOf(...usages.map((usage) => oidOf(extendedKeyUsageOid[usage]))))
}

export const subjectKeyIdentifier = (keyIdentifier: Uint8Array): Der =>
  extension(extensionOid.subjectKeyIdentifier, false, octetStringOf(keyIdentifier))

export const authorityKeyIdentifier = (keyIdentifier: Uint8Array): Der =>
  extension(extensionOid.authorityKeyIdentifier, false, sequenceOf(primitiveOf(primitive(0), keyIdentifier)))

export interface Policy {
  readonly oid: string
  readonly cpsUri?: string
}

export const certificatePolicies = (policies: readonly Policy[]): Der =>
  extension(extensionOid.certificatePolicies, false, sequenceOf(...filled(policies, 'policies').map(policyInformation)))

/** One distribution point whose full name is the list of addresses of the same CRL. */
export const crlDistributionPoints = (uris: readonly string[]): Der =>
  extension(extensionOid.crlDistributionPoints, false, sequenceOf(sequenceOf(distributionPointName(uris))))

/** Where deltas are (RFC 5280 §5.2.6): same form as crlDistributionPoints. */
export const freshestCrl = (uris: readonly string[]): Der =>
  extension(extensionOid.freshestCrl, false, sequenceOf(sequenceOf(distributionPointName(uris))))

/** DistributionPointName [0] with fullName [0]: shared with the CRL's issuingDistributionPoint, where it must be the same. */
export const distributionPointName = (uris: readonly string[]): Der =>
  constructedOf(constructed(0), constructedOf(constructed(0), ...filled(uris, 'addresses').map(uriName)))

export const authorityInfoAccess = (ocspUris: readonly string[], caIssuersUris: readonly string[]): Der => {
  const access =
    (method: string) =>
    (uri: string): Der =>
      sequenceOf(oidOf(method), uriName(uri))
  const descriptions = [...ocspUris.map(access(accessMethodOid.ocsp)), ...caIssuersUris.map(access(accessMethodOid.caIssuers))]
  return extension(extensionOid.authorityInfoAccess, false, sequenceOf(...filled(descriptions, 'addresses')))
}

export type AltName =
  | { readonly kind: 'email'; readonly value: string }
  | { readonly kind: 'dns'; readonly value: string }
  /** DER of a Name. */
  | { readonly kind: 'directory'; readonly value: Uint8Array }

export const subjectAltName = (names: readonly AltName[], isCritical = false): Der => {
  if (names.length === 0) throw new RangeError('empty alternative name')
  return extension(extensionOid.subjectAltName, isCritical, sequenceOf(...names.map(altName)))
}

/** The relying party need not ask for the responder's own status (RFC 6960 §4.2.2.2.1): its certificate lives for days. */
export const ocspNoCheck = (): Der => extension(extensionOid.ocspNoCheck, false, nullValue)

/** Identity code as PrintableString: registration number, organisation code, tax or insurance number. */
export const identityCode = (oid: string, code: string): Der => {
  if (code.length === 0 || !isPrintableText(code)) throw new RangeError('not a printable identity code')
  return extension(oid, false, asciiOf(tag.printableString, code))
}

export type PersonalIdentity = { readonly kind: 'residentId' | 'militaryCard' | 'passport'; readonly value: string }

/** 个人身份标识码, IMPLICIT: [0] PrintableString resident number, [1] UTF8String military card, [2] PrintableString passport. */
export const personalIdentity = ({ kind, value }: PersonalIdentity, oid: string = identityOid.personalIdentity): Der => {
  const isAllowed = kind === 'militaryCard' ? !hasForbiddenCharacter(value) : isPrintableText(value)
  if (value.length === 0 || !isAllowed) throw new RangeError('not a personal identity code')
  const choice = { residentId: 0, militaryCard: 1, passport: 2 }[kind]
  return extension(oid, false, asciiOf(primitive(choice), value))
}

/** SIZE (1..MAX): an empty list is no DER of any of these types (RFC 5280 §4.2). */
const filled = <Item>(items: readonly Item[], what: string): readonly Item[] => {
  if (items.length === 0) throw new RangeError(`no ${what}`)
  return items
}

const policyInformation = ({ oid, cpsUri }: Policy): Der => {
  if (cpsUri === undefined) return sequenceOf(oidOf(oid))
  const qualifier = sequenceOf(oidOf('1.3.6.1.5.5.7.2.1'), asciiOf(tag.ia5String, asciiUri(cpsUri)))
  return sequenceOf(oidOf(oid), sequenceOf(qualifier))
}

const uriName = (uri: string): Der => asciiOf(primitive(6), asciiUri(uri))

const asciiUri = (uri: string): string => {
  if (!/^[a-z][a-z0-9+.-]*:[!-~]+$/.test(uri)) throw new RangeError('not an ASCII address')
  return uri
}

const altName = (name: AltName): Der => {
  switch (name.kind) {
    case 'email':
      if (!isMailbox(name.value)) throw new RangeError('not a mailbox')
      return asciiOf(primitive(1), name.value)
    case 'dns':
      if (!isHostName(name.value.replace(/^\*\./, ''))) throw new RangeError('not a host name')
      return asciiOf(primitive(2), name.value)
    case 'directory':
      return constructedOf(constructed(4), name.value)
  }
}
