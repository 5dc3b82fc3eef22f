import type { Lint } from '../lint.ts'

/** The key is of an algorithm that the profile names. */
export const keyAlgorithm: Lint = {
  name: 'key-algorithm',
  source: 'design',
  clause: '§5.3',
  check: ({ key, profile }) => (profile.rules.keyAlgorithms.includes(key.algorithm.name) ? undefined : 'not in the profile'),
}
