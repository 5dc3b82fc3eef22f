import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { toHex } from '@certhall/kernel/bytes'
import { DerReader } from '../der/reader.ts'
import type { KeyFacts, KeyRefusal } from './key-refusal.ts'

/**
 * Facts of an RSAPublicKey (RFC 8017 §A.1.1) after the weak-key tests of the CA/Browser Forum requirements, §6.1.1.3 and
 * §6.1.6: exponent, small factors, ROCA, close primes. Throws DerError when the structure is wrong.
 */
export const inspectRsaKey = (keyOctets: Uint8Array): Decision<KeyFacts, KeyRefusal> => {
  const outer = new DerReader(keyOctets)
  const sequence = outer.sequence()
  outer.finish()
  const modulusOctets = sequence.integer()
  const exponentOctets = sequence.integer()
  sequence.finish()
  if ((modulusOctets[0] ?? 0) >= 0x80 || (exponentOctets[0] ?? 0) >= 0x80) return refused('key-malformed')
  const sizeBits = bitLength(modulusOctets)
  if (sizeBits < minimumBits) return refused('key-short')
  // Before any arithmetic: a giant modulus must cost nothing.
  if (sizeBits > maximumBits) return refused('key-unsupported')
  const exponent = smallExponent(exponentOctets)
  if (exponent === undefined) return refused('key-exponent')
  const modulus = BigInt(`0x${toHex(modulusOctets)}`)
  const weakness = modulusWeakness(modulus)
  return weakness === undefined ? allowed({ sizeBits, exponent }) : refused(weakness)
}

const minimumBits = 2048
const maximumBits = 8192

const bitLength = (octets: Uint8Array): number => {
  const start = octets[0] === 0 ? 1 : 0
  return octets.length === start ? 0 : (octets.length - start) * 8 - Math.clz32(octets[start] ?? 0) + 24
}

const smallExponent = (octets: Uint8Array): number | undefined => {
  if (bitLength(octets) > 32) return undefined
  const exponent = octets.reduce((value, octet) => value * 256 + octet, 0)
  return exponent >= 65537 && exponent % 2 === 1 ? exponent : undefined
}

const modulusWeakness = (modulus: bigint): KeyRefusal | undefined => {
  if ((modulus & 1n) === 0n) return 'key-modulus'
  let isRocaShaped = true
  for (const batch of primeBatches) {
    const residue = Number(modulus % batch.product)
    for (const prime of batch.primes) {
      const remainder = residue % prime
      if (remainder === 0) return 'key-modulus'
      // ROCA primes are powers of 65537 modulo many small primes, and so are their products.
      if (prime <= lastRocaPrime && isRocaShaped && generatedBy65537(prime)[remainder] !== 1) isRocaShaped = false
    }
  }
  if (isRocaShaped) return 'key-roca'
  return hasClosePrimes(modulus) ? 'key-close-primes' : undefined
}

/** Fermat's factorisation: a² − n a perfect square for one of the first 100 a ≥ √n. */
const hasClosePrimes = (modulus: bigint): boolean => {
  let a = integerSquareRoot(modulus)
  if (a * a < modulus) a += 1n
  let difference = a * a - modulus
  for (let round = 0; round < fermatRounds; round += 1) {
    if (isSquare(difference)) return true
    difference += 2n * a + 1n
    a += 1n
  }
  return false
}

const fermatRounds = 100

const isSquare = (value: bigint): boolean => {
  // Only 12 residues modulo 64, 16 modulo 63 and 21 modulo 65 are squares: most values end here.
  if (squares64[Number(value & 63n)] !== 1) return false
  const residue = Number(value % 4095n)
  if (squares63[residue % 63] !== 1 || squares65[residue % 65] !== 1) return false
  const root = integerSquareRoot(value)
  return root * root === value
}

/** Newton's method from above; each round doubles the correct digits. */
const integerSquareRoot = (value: bigint): bigint => {
  if (value < 2n) return value
  let root = 1n << BigInt((value.toString(16).length * 4 + 2) >> 1)
  for (;;) {
    const next = (root + value / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

const squaresModulo = (modulus: number): Uint8Array => {
  const residues = new Uint8Array(modulus)
  for (let root = 0; root < modulus; root += 1) residues[(root * root) % modulus] = 1
  return residues
}

const squares64 = squaresModulo(64)
const squares63 = squaresModulo(63)
const squares65 = squaresModulo(65)

/** Odd primes below 752 (SP 800-89 §5.3.3), in batches whose product is exact as a Number. */
const primeBatches = ((): readonly { readonly product: bigint; readonly primes: readonly number[] }[] => {
  const batches: { product: bigint; primes: number[] }[] = []
  for (let candidate = 3; candidate < 752; candidate += 2) {
    if (!isPrime(candidate)) continue
    const last = batches.at(-1)
    if (last !== undefined && last.product * BigInt(candidate) <= BigInt(Number.MAX_SAFE_INTEGER)) {
      last.product *= BigInt(candidate)
      last.primes.push(candidate)
    } else batches.push({ product: BigInt(candidate), primes: [candidate] })
  }
  return batches
})()

function isPrime(candidate: number): boolean {
  for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) if (candidate % divisor === 0) return false
  return true
}

/** The published fingerprint uses the primes up to 167: a random modulus has it once in about 2^27. */
const lastRocaPrime = 167
const generated = new Map<number, Uint8Array>()

const generatedBy65537 = (prime: number): Uint8Array => {
  const known = generated.get(prime)
  if (known !== undefined) return known
  const residues = new Uint8Array(prime)
  for (let power = 1; residues[power] !== 1; power = (power * 65537) % prime) residues[power] = 1
  generated.set(prime, residues)
  return residues
}
