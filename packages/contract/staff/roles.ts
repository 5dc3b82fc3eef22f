/** Design §4. A role is listed here when its desk exists; the others arrive with their rooms. */
export const staffRoles = ['reviewer', 'issuer', 'auditor'] as const
export type StaffRole = (typeof staffRoles)[number]

/** Pairs that one person may never hold together (security §5.7; separation is per person, not per account). */
export const conflictingRoles: readonly (readonly [StaffRole, StaffRole])[] = [
  ['reviewer', 'auditor'],
  ['issuer', 'auditor'],
]
