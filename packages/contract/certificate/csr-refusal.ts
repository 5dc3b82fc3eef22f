import type { ErrorCode } from '../errors.ts'

/**
 * What is told to whoever sent a certification request that was refused. The names are those of pki, which this package
 * cannot import: registration and authority each type the table by pki's union, so that a refusal without a code here
 * compiles in neither.
 */
export const codeOfCsrRefusal = {
  'csr-too-large': 'input.csr-malformed',
  'csr-malformed': 'input.csr-malformed',
  'csr-subject': 'input.csr-malformed',
  'csr-attribute': 'input.csr-malformed',
  'csr-extension': 'input.csr-malformed',
  'csr-algorithm': 'input.csr-algorithm',
  'csr-signature': 'input.csr-signature',
  'key-malformed': 'input.csr-malformed',
  'key-unsupported': 'input.csr-algorithm',
  'key-short': 'input.csr-key-weak',
  'key-exponent': 'input.csr-key-weak',
  'key-modulus': 'input.csr-key-weak',
  'key-close-primes': 'input.csr-key-weak',
  'key-roca': 'input.csr-key-weak',
  'key-point': 'input.csr-key-weak',
} as const satisfies Readonly<Record<string, ErrorCode>>
