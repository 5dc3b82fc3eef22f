import { nameValue } from '@certhall/pki/name/parse-name'
import type { Lint } from '../lint.ts'

/** The subject has at least a country and a common name. */
export const subjectPresent: Lint = {
  name: 'subject-present',
  source: 'RFC 5280',
  clause: '§4.1.2.6',
  check: ({ fields }) =>
    nameValue(fields.subject, 'CN') === undefined || nameValue(fields.subject, 'C') === undefined ? 'C or CN missing' : undefined,
}
