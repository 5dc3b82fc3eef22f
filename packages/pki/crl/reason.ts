/** CRLReason (RFC 5280 §5.3.1); 7 is not used. */
export const revocationReasons = Object.freeze([
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const)

export type RevocationReason = (typeof revocationReasons)[number]

export const reasonNumber: Readonly<Record<RevocationReason, number>> = Object.freeze({
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  removeFromCRL: 8,
  privilegeWithdrawn: 9,
  aACompromise: 10,
})

export const reasonOfNumber = (value: number): RevocationReason | undefined =>
  revocationReasons.find((reason) => reasonNumber[reason] === value)
