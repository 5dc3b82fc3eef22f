import type { Lint } from '../lint.ts'

/** RSA exponents are odd, above 65536 and short enough for every verifier. */
export const rsaExponent: Lint = {
  name: 'rsa-exponent',
  source: 'NIST SP 800-56B',
  clause: '§6.2',
  check: ({ key }) =>
    key.exponent === undefined || (key.exponent >= 65537 && key.exponent % 2 === 1 && key.exponent < 2 ** 32) ? undefined : 'exponent',
}
