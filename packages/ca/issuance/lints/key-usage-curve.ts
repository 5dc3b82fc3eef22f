import type { Lint } from '../lint.ts'

/** Keys on elliptic curves have no keyEncipherment and no dataEncipherment. */
export const keyUsageCurve: Lint = {
  name: 'key-usage-curve',
  source: 'RFC 8813',
  clause: '§3',
  check: ({ facts, key }) =>
    key.algorithm.keyType === 'ec' && facts.keyUsage?.some((usage) => usage === 'keyEncipherment' || usage === 'dataEncipherment') === true
      ? 'encipherment with a curve'
      : undefined,
}
