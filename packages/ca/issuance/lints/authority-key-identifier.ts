import { equalBytes } from '@certhall/kernel/bytes'
import type { Lint } from '../lint.ts'

/** Equals the subject key identifier of the authority. */
export const authorityKeyIdentifier: Lint = {
  name: 'authority-key-identifier',
  source: 'RFC 5280',
  clause: '§4.2.1.1',
  check: ({ facts, profile }) =>
    facts.authorityKeyIdentifier !== undefined && equalBytes(facts.authorityKeyIdentifier, profile.authority.keyIdentifier)
      ? undefined
      : 'not that of the authority',
}
