import type { Lint } from '../lint.ts'

/** Each RDN has one attribute: several in a SET chain with nothing. */
export const subjectSingleValued: Lint = {
  name: 'subject-single-valued',
  source: 'RFC 5280',
  clause: '§4.1.2.4',
  check: ({ fields }) => (fields.subject.rdns.every((rdn) => rdn.length === 1) ? undefined : 'RDN with several attributes'),
}
