/** Design §4. A role is listed here when its desk exists; the others arrive with their rooms. */
export const staffRoles = ['reviewer', 'issuer', 'auditor', 'customerService'] as const
export type StaffRole = (typeof staffRoles)[number]

/**
 * Why somebody is taken out of the staff. After an ordinary leaving, statements prepared before it stand for a while; a
 * key that others may have had (or a person who is not to be believed any more) leaves nothing standing.
 */
export const leavingReasons = ['cessationOfOperation', 'keyCompromise'] as const
export type LeavingReason = (typeof leavingReasons)[number]

/** Pairs that one person may never hold together (security §5.7; separation is per person, not per account). */
export const conflictingRoles: readonly (readonly [StaffRole, StaffRole])[] = [
  ['reviewer', 'auditor'],
  ['issuer', 'auditor'],
  ['customerService', 'auditor'],
]
