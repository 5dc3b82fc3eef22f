import type { PasswordScore } from '../plain/password-input.tsx'

/** Why a pair of typed passwords is not taken. The meter advises, these rules decide. */
export type PasswordFault = 'empty' | 'short' | 'weak' | 'different' | 'space'

export const minimumLength = 10
const minimumScore = 2

/** The password as it is used: one form of each letter, so that it opens wherever it is typed. */
export const normalPassword = (typed: string): string => typed.normalize('NFC')

/** `score` is null while the estimator has not arrived: then length alone decides. */
export const passwordFault = (first: string, second: string, score: PasswordScore | null): PasswordFault | null => {
  const password = normalPassword(first)
  if (password === '') return 'empty'
  if (password !== password.trim()) return 'space'
  if ([...password].length < minimumLength) return 'short'
  if (score !== null && score < minimumScore) return 'weak'
  return normalPassword(second) === password ? null : 'different'
}
