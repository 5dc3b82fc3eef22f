import type { Lint } from '../lint.ts'

/** Fits every token: at most 4096 octets before the signature. */
export const size: Lint = {
  name: 'size',
  source: 'house',
  clause: 'budget',
  check: ({ tbs }) => (tbs.length <= 4096 ? undefined : 'larger than 4096 octets'),
}
