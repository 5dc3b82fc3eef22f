import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { toHex } from '@certhall/kernel/bytes'
import type { KeyFacts, KeyRefusal } from './key-refusal.ts'

/** A short Weierstrass curve y² = x³ + ax + b over the field of p. */
export interface Curve {
  readonly oid: string
  readonly coordinateOctets: number
  readonly p: bigint
  readonly a: bigint
  readonly b: bigint
}

/** An uncompressed point on the curve (SEC 1 §2.3.4). Compressed points and infinity are not accepted. */
export const inspectEcKey =
  (curve: Curve) =>
  (keyOctets: Uint8Array): Decision<KeyFacts, KeyRefusal> => {
    if (keyOctets.length !== 1 + 2 * curve.coordinateOctets || keyOctets[0] !== 4) return refused('key-malformed')
    const x = unsigned(keyOctets.subarray(1, 1 + curve.coordinateOctets))
    const y = unsigned(keyOctets.subarray(1 + curve.coordinateOctets))
    if (x >= curve.p || y >= curve.p) return refused('key-point')
    const isOnCurve = (y * y - ((x * x + curve.a) * x + curve.b)) % curve.p === 0n
    return isOnCurve ? allowed({ sizeBits: curve.coordinateOctets * 8 }) : refused('key-point')
  }

const unsigned = (octets: Uint8Array): bigint => BigInt(`0x${toHex(octets)}`)

const p256p = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n
const p384p = 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n

/** FIPS 186-5, SP 800-186 §3.2.1.3 */
export const curveP256: Curve = {
  oid: '1.2.840.10045.3.1.7',
  coordinateOctets: 32,
  p: p256p,
  a: p256p - 3n,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
}

/** SP 800-186 §3.2.1.4 */
export const curveP384: Curve = {
  oid: '1.3.132.0.34',
  coordinateOctets: 48,
  p: p384p,
  a: p384p - 3n,
  b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
}

const sm2p = 2n ** 256n - 2n ** 224n - 2n ** 96n + 2n ** 64n - 1n

/** GB/T 32918.5 (sm2p256v1); its object identifier from GB/T 33560. */
export const curveSm2: Curve = {
  oid: '1.2.156.10197.1.301',
  coordinateOctets: 32,
  p: sm2p,
  a: sm2p - 3n,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
}
