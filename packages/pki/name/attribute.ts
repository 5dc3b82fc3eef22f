import { tag } from '../der/tag.ts'

/** Attribute types of names: X.520, with the upper bounds of RFC 5280 appendix A.1 in characters. */
export const attributeTypes = Object.freeze([
  'C',
  'ST',
  'L',
  'O',
  'OU',
  'CN',
  'serialNumber',
  'SN',
  'GN',
  'organizationIdentifier',
  'emailAddress',
] as const)

export type AttributeType = (typeof attributeTypes)[number]

export interface AttributeRule {
  readonly oid: string
  /** The string type we write. */
  readonly stringTag: number
  /** The string types we read. */
  readonly readTags: readonly number[]
  readonly maximumCharacters: number
}

const directory = (oid: string, maximumCharacters: number): AttributeRule => ({
  oid,
  stringTag: tag.utf8String,
  readTags: [tag.utf8String, tag.printableString],
  maximumCharacters,
})

const only = (oid: string, stringTag: number, maximumCharacters: number): AttributeRule => ({
  oid,
  stringTag,
  readTags: [stringTag],
  maximumCharacters,
})

export const attributeRules: Readonly<Record<AttributeType, AttributeRule>> = Object.freeze({
  C: only('2.5.4.6', tag.printableString, 2),
  ST: directory('2.5.4.8', 128),
  L: directory('2.5.4.7', 128),
  O: directory('2.5.4.10', 64),
  OU: directory('2.5.4.11', 64),
  CN: directory('2.5.4.3', 64),
  serialNumber: only('2.5.4.5', tag.printableString, 64),
  // X.520 allows 32 768 characters for parts of a personal name; X.411 has 40 and 16. House bound, as for CN.
  SN: directory('2.5.4.4', 64),
  GN: directory('2.5.4.42', 64),
  // X.520 has no bound for 2.5.4.97; house bound.
  organizationIdentifier: directory('2.5.4.97', 64),
  emailAddress: only('1.2.840.113549.1.9.1', tag.ia5String, 255),
})

export const attributeTypeOf = (oid: string): AttributeType | undefined => typeByOid.get(oid)

const typeByOid: ReadonlyMap<string, AttributeType> = new Map(attributeTypes.map((type) => [attributeRules[type].oid, type]))
