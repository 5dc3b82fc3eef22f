import type { Lint } from '../lint.ts'

/** Start and end are the approved ones. */
export const validityApproved: Lint = {
  name: 'validity-approved',
  source: 'security study',
  clause: 'I05',
  check: ({ fields, approved }) =>
    fields.notBeforeMs === approved.notBeforeMs && fields.notAfterMs === approved.notAfterMs ? undefined : 'not as approved',
}
