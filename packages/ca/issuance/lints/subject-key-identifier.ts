import { equalBytes } from '@certhall/kernel/bytes'
import { keyIdentifierOf } from '@certhall/pki/key/public-key'
import type { Lint } from '../lint.ts'

/** SHA-1 of the key's BIT STRING (method 1). */
export const subjectKeyIdentifier: Lint = {
  name: 'subject-key-identifier',
  source: 'RFC 5280',
  clause: '§4.2.1.2',
  check: ({ facts, fields }) =>
    facts.subjectKeyIdentifier !== undefined && equalBytes(facts.subjectKeyIdentifier, keyIdentifierOf(fields.spki))
      ? undefined
      : 'not derived from the key',
}
