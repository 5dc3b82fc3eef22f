import type { Lint } from '../lint.ts'

/** Key and authority are of one suite: SM2 is certified by SM2 alone, and certifies nothing else. */
export const oneSuite: Lint = {
  name: 'one-suite',
  source: 'decision',
  clause: '0012',
  check: ({ key, profile }) =>
    key.algorithm.suite === profile.authority.algorithm.suite ? undefined : 'another suite than that of the authority',
}
