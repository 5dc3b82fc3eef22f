import { useEffect, useState } from 'react'
import type { PasswordScore } from '../plain/password-input.tsx'
import { normalPassword } from './password-rules.ts'

/** The estimator is large, so it comes with the page that needs it; until then (null) length alone decides. */
export const usePasswordScore = (password: string, known: readonly string[]): PasswordScore | null => {
  const [estimate, setEstimate] = useState<((password: string, known: readonly string[]) => PasswordScore) | null>(null)
  useEffect(() => {
    // Without it (offline just now) the length rule still holds.
    void import('./password-strength.ts').then(
      (module) => setEstimate(() => module.passwordScore),
      () => undefined,
    )
  }, [])
  return estimate === null || password === '' ? null : estimate(normalPassword(password), known)
}
