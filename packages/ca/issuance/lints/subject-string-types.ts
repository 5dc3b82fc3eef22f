import { equalBytes } from '@certhall/kernel/bytes'
import { encodeName } from '@certhall/pki/name/name'
import type { Lint } from '../lint.ts'

/** Every attribute has the string type of its kind: C and serialNumber PrintableString, the others UTF8String. */
export const subjectStringTypes: Lint = {
  name: 'subject-string-types',
  source: 'RFC 5280',
  clause: '§4.1.2.4',
  check: ({ fields, approved }) => {
    const expected = encodeName(approved.subject)
    return expected.ok && equalBytes(expected.value, fields.subject.der) ? undefined : 'another encoding'
  },
}
