import type { TokenFacts } from '../token.ts'
import type { Catalogue, ModelEntry } from './catalogue.ts'

/** What is known about a token that is in: from its driver, and from the reader or the bus where they tell. */
export interface RecognisedBy extends Pick<TokenFacts, 'driver' | 'manufacturer' | 'model' | 'label'> {
  /** Hexadecimal. */
  readonly atr?: string
  readonly usb?: { readonly vendor: string; readonly product: string }
}

/** Entries that fit, the most exact first; several mean that the person chooses. */
export const matchModels = ({ models }: Catalogue, facts: RecognisedBy): readonly ModelEntry[] =>
  models
    .map((entry) => ({ entry, exactness: exactnessOf(entry, facts) }))
    .filter(({ exactness }) => exactness > 0)
    .sort((left, right) => right.exactness - left.exactness)
    .map(({ entry }) => entry)

/** 0: does not fit. Otherwise one more than the letters that were compared, so that `*` alone is the weakest match. */
const exactnessOf = ({ kind, match }: ModelEntry, facts: RecognisedBy): number => {
  if (kind !== facts.driver) return 0
  if (kind === 'soft') return 1
  const { atr, usb } = facts
  return Math.max(
    0,
    ...match.pkcs11.map((rule) => both(rule.manufacturer, facts.manufacturer, rule.model, facts.model)),
    ...match.skf.map((rule) => both(rule.manufacturer, facts.manufacturer, rule.label, facts.label)),
    ...match.atr.map((rule) => (atr !== undefined && isMasked(rule, atr.toLowerCase()) ? 100 : 0)),
    ...match.usb.map(({ vendor, product }) => (usb?.vendor === vendor && usb.product === product ? 100 : 0)),
  )
}

const both = (firstPattern: string, first: string, secondPattern: string, second: string): number =>
  fits(firstPattern, first) && fits(secondPattern, second) ? 1 + `${firstPattern}${secondPattern}`.replaceAll('*', '').length : 0

/** `*` alone is special: data of a catalogue never becomes a regular expression, with its costs. */
const fits = (pattern: string, text: string): boolean => {
  const pieces = pattern.toLowerCase().split('*')
  const subject = text.trim().toLowerCase()
  const [first = '', ...rest] = pieces
  const last = rest.pop()
  if (last === undefined) return subject === first
  if (!subject.startsWith(first)) return false
  let at = first.length
  for (const piece of rest) {
    const found = subject.indexOf(piece, at)
    if (found === -1) return false
    at = found + piece.length
  }
  return subject.length - last.length >= at && subject.endsWith(last)
}

const isMasked = ({ value, mask }: { readonly value: string; readonly mask: string }, atr: string): boolean => {
  if (atr.length !== value.length || !/^[0-9a-f]+$/.test(atr)) return false
  const masked = (hex: string): bigint => BigInt(`0x${hex}`) & BigInt(`0x${mask}`)
  return masked(atr) === masked(value)
}
