import type { Lint } from '../lint.ts'

/** A certificate starts within five minutes of its signature. */
export const validityStart: Lint = {
  name: 'validity-start',
  source: 'security study',
  clause: 'I07',
  check: ({ fields, nowMs }) => (Math.abs(fields.notBeforeMs - nowMs) <= 300_000 ? undefined : 'more than five minutes away'),
}
