import { attributeRefusal } from '@certhall/pki/name/name'
import type { Lint } from '../lint.ts'

/** Attributes stay within their upper bounds and carry no control or bidirectional characters. */
export const subjectBounds: Lint = {
  name: 'subject-bounds',
  source: 'RFC 5280',
  clause: 'appendix A.1',
  check: ({ fields }) => {
    const offence = fields.subject.rdns.flat().find(({ type, value }) => type === undefined || attributeRefusal(type, value) !== undefined)
    return offence === undefined ? undefined : `attribute ${offence.type ?? offence.oid}`
  },
}
