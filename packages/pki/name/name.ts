import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { equalBytes } from '@certhall/kernel/bytes'
import { asciiOf, oidOf, sequenceOf, setOf, utf8StringOf } from '../der/encode.ts'
import { tag } from '../der/tag.ts'
import { isPrintableText } from '../der/text.ts'
import { type AttributeType, attributeRules } from './attribute.ts'

/** X.501 distinguished names for certificates we issue: an ordered list of RDNs with one attribute each. */
export interface NameAttribute {
  readonly type: AttributeType
  readonly value: string
}

export type Name = readonly NameAttribute[]

export const nameRefusals = Object.freeze([
  'name-empty', // no attribute, or an attribute without text
  'name-too-long', // beyond the upper bound of the attribute, or too many attributes
  'name-character', // control, bidirectional, private, unassigned character, or one its string type does not have
  'name-country', // not two capital letters
  'name-email', // not an ASCII mailbox
  'name-space', // white space at an end
] as const)

export type NameRefusal = (typeof nameRefusals)[number]

/** DER of a name, or why it may not stand in a certificate (`detail.type` names the attribute). */
export const encodeName = (name: Name): Decision<Uint8Array<ArrayBuffer>, NameRefusal> => {
  if (name.length === 0) return refused('name-empty')
  if (name.length > maximumAttributes) return refused('name-too-long')
  for (const { type, value } of name) {
    const refusal = attributeRefusal(type, value)
    if (refusal !== undefined) return refused(refusal, { detail: { type } })
  }
  return allowed(sequenceOf(...name.map(encodeAttribute)))
}

/** What is wrong with an attribute's text, in a name to be written as in a name that was read. */
export const attributeRefusal = (type: AttributeType, value: string): NameRefusal | undefined => {
  const rule = attributeRules[type]
  if (value.length === 0) return 'name-empty'
  if ([...value].length > rule.maximumCharacters) return 'name-too-long'
  if (hasForbiddenCharacter(value)) return 'name-character'
  if (/^\s|\s$/u.test(value)) return 'name-space'
  if (type === 'C') return /^[A-Z]{2}$/.test(value) ? undefined : 'name-country'
  if (type === 'emailAddress') return isMailbox(value) ? undefined : 'name-email'
  return rule.stringTag === tag.printableString && !isPrintableText(value) ? 'name-character' : undefined
}

/** Control, format (bidirectional), surrogate, private, unassigned; line and paragraph separators; whatever is drawn as nothing. */
export const hasForbiddenCharacter = (text: string): boolean => /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text)

/** RFC 5321 mailbox without quotes and comments, with a domain of host labels; local part of 64 octets (§4.5.3.1.1). */
export const isMailbox = (text: string): boolean =>
  text.length <= 254 &&
  text.lastIndexOf('@') <= 64 &&
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[^@]+$/.test(text) &&
  isHostName(text.slice(text.lastIndexOf('@') + 1))

/** At least two LDH labels (RFC 1123 §2.1), no trailing dot, the last one not numeric. */
export const isHostName = (text: string): boolean =>
  text.length <= 253 &&
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+(?![0-9]+$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(text)

/** Names are equal when their bytes are (RFC 5280 §7.1 allows it, and nothing else is safe between strangers). */
export const sameName = (left: Uint8Array, right: Uint8Array): boolean => equalBytes(left, right)

const maximumAttributes = 32

const encodeAttribute = ({ type, value }: NameAttribute): Uint8Array => {
  const rule = attributeRules[type]
  const text = rule.stringTag === tag.utf8String ? utf8StringOf(value) : asciiOf(rule.stringTag, value)
  return setOf(sequenceOf(oidOf(rule.oid), text))
}
