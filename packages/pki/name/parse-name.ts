import { DerError } from '../der/der-error.ts'
import { DerReader } from '../der/reader.ts'
import { tag } from '../der/tag.ts'
import { type AttributeType, attributeRules, attributeTypeOf } from './attribute.ts'
import { attributeRefusal, hasForbiddenCharacter } from './name.ts'

/** A name that was read: its bytes decide, the attributes are for people. */
export interface ParsedName {
  readonly der: Uint8Array
  readonly rdns: readonly (readonly ParsedAttribute[])[]
}

export interface ParsedAttribute {
  readonly oid: string
  /** Undefined for attribute types the house does not use. */
  readonly type: AttributeType | undefined
  readonly value: string
}

/** Reads a whole Name. Throws DerError, `badValue` for text that may not stand in a certificate. */
export const parseName = (der: Uint8Array): ParsedName => {
  const outer = new DerReader(der)
  const reader = outer.sequence()
  outer.finish()
  const rdns: (readonly ParsedAttribute[])[] = []
  while (!reader.isDone) {
    if (rdns.length === maximumRdns) throw new DerError('tooLarge', reader.offset)
    rdns.push(parseRdn(reader.setOf()))
  }
  return { der, rdns }
}

/** RFC 4514: most specific part first, special characters escaped. Types without a short name appear as their OID. */
export const nameText = (name: ParsedName): string =>
  name.rdns
    .toReversed()
    .map((rdn) => rdn.map((attribute) => `${attribute.type ?? attribute.oid}=${escapeText(attribute.value)}`).join('+'))
    .join(',')

/** First value of an attribute type, in the order of the name. */
export const nameValue = (name: ParsedName, type: AttributeType): string | undefined =>
  name.rdns.flat().find((attribute) => attribute.type === type)?.value

const maximumRdns = 64

const parseRdn = (reader: DerReader): readonly ParsedAttribute[] => {
  const attributes: ParsedAttribute[] = []
  if (reader.isDone) throw new DerError('badValue', reader.offset)
  while (!reader.isDone) {
    const at = reader.offset
    const attribute = parseAttribute(reader.sequence())
    if (attributes.some((other) => other.oid === attribute.oid)) throw new DerError('badValue', at)
    attributes.push(attribute)
  }
  return attributes
}

const parseAttribute = (reader: DerReader): ParsedAttribute => {
  const oid = reader.oid()
  const type = attributeTypeOf(oid)
  const at = reader.offset
  // Values that are no text (INTEGER, BIT STRING) are refused by OpenSSL and python cryptography as well.
  const value = reader.text(type === undefined ? textTags : attributeRules[type].readTags)
  reader.finish()
  const isRefused = type === undefined ? hasForbiddenCharacter(value) : attributeRefusal(type, value) !== undefined
  if (isRefused) throw new DerError('badValue', at)
  return { oid, type, value }
}

const textTags: readonly number[] = [
  tag.utf8String,
  tag.printableString,
  tag.ia5String,
  tag.numericString,
  tag.bmpString,
  tag.visibleString,
]

/** In one pass: what is escaped once must not be looked at again. */
const escapeText = (value: string): string => value.replaceAll(/^[ #]|["+,;<>\\]| $/g, '\\$&')
