export const certificateStates = ['valid', 'frozen', 'revoked', 'expired'] as const
export type CertificateState = (typeof certificateStates)[number]

/** RFC 5280 §5.3.1 CRLReason; 7 is unused there, removeFromCRL (8) never occurs because a hold is never lifted. */
export const revocationReasons = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  privilegeWithdrawn: 9,
} as const
export type RevocationReason = keyof typeof revocationReasons

/** Key algorithms by the names of the algorithm table in pki; the table decides, this list only closes messages. */
export const keyAlgorithms = ['rsa-2048', 'rsa-3072', 'rsa-4096', 'ecdsa-p256', 'ecdsa-p384', 'sm2'] as const
export type KeyAlgorithm = (typeof keyAlgorithms)[number]

export const isRevocationReason = (text: string): text is RevocationReason => Object.hasOwn(revocationReasons, text)
