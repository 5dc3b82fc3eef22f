/** JSON values that may be signed: no floats, no undefined, so that one value has exactly one text. */
export type CanonicalValue = string | number | boolean | null | readonly CanonicalValue[] | { readonly [key: string]: CanonicalValue }

/**
 * RFC 8785 (JCS) for the subset we sign: keys sorted by UTF-16 code units, integers only, minimal escapes.
 * Throws RangeError on a value outside the subset.
 */
export const canonicalJson = (value: CanonicalValue): string => {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError('only safe integers are canonical')
    return String(value === 0 ? 0 : value)
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new RangeError('lone surrogate')
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item as CanonicalValue)).join(',')}]`
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`
}

/** Whether `text` is the canonical text of the value it parses to: anything else is refused before a signature is checked. */
export const isCanonicalJson = (text: string): boolean => {
  try {
    return canonicalJson(JSON.parse(text) as CanonicalValue) === text
  } catch {
    return false
  }
}
