import type { Lint } from '../lint.ts'

/** The subject says what was approved, attribute by attribute. */
export const subjectApproved: Lint = {
  name: 'subject-approved',
  source: 'security study',
  clause: 'I05',
  check: ({ fields, approved }) => {
    const said = fields.subject.rdns.flat()
    const isSame =
      said.length === approved.subject.length &&
      approved.subject.every(({ type, value }, index) => said[index]?.type === type && said[index]?.value === value)
    return isSame ? undefined : 'not as approved'
  },
}
