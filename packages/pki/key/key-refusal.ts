/** Why a public key is not accepted. One word per defect, so that the applicant learns what to make anew. */
export const keyRefusals = Object.freeze([
  'key-malformed', // not a SubjectPublicKeyInfo in DER, or not of the form its algorithm asks for
  'key-unsupported', // an algorithm, curve or size that has no row in the table
  'key-short', // fewer bits than the smallest row
  'key-exponent', // RSA exponent even, below 65537 or beyond 32 bits
  'key-modulus', // RSA modulus even or with a small factor
  'key-close-primes', // RSA primes so close that Fermat's method finds them
  'key-roca', // RSA modulus with the fingerprint of the ROCA generator (CVE-2017-15361)
  'key-point', // EC point not on its curve
] as const)

export type KeyRefusal = (typeof keyRefusals)[number]

/** What the key itself says, beside its algorithm. */
export interface KeyFacts {
  readonly sizeBits: number
  /** RSA only. */
  readonly exponent?: number
}
