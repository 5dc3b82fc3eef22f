import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { concat } from '@certhall/kernel/bytes'
import { octetStringOf, oidOf } from '@certhall/pki/der/encode'
import { describe, expect, it } from 'vitest'
import { cka } from './constants.ts'
import { spkiOf } from './public-keys.ts'

const curves = [
  ['P-256', '1.2.840.10045.3.1.7', 65],
  ['P-384', '1.3.132.0.34', 97],
] as const

describe('the public key of a token', () => {
  it.each(curves)('of %s is the same from a point that is wrapped and from one that is bare', (namedCurve, oid, octets) => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve })
    const spki = publicKey.export({ type: 'spki', format: 'der' })
    const point = new Uint8Array(spki.subarray(spki.length - octets))
    for (const given of [point, octetStringOf(point)]) {
      const told = new Map([
        [cka.keyType, Uint8Array.of(3, 0, 0, 0)],
        [cka.ecParams, oidOf(oid)],
        [cka.ecPoint, given],
      ])
      expect(spkiOf(told)).toEqual(new Uint8Array(spki))
    }
  })

  it('of RSA is the same with and without zeros before its numbers', () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const modulus = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).n ?? '', 'base64url'))
    for (const given of [modulus, concat(Uint8Array.of(0), modulus)]) {
      const spki = spkiOf(
        new Map([
          [cka.keyType, Uint8Array.of(0)],
          [cka.modulus, given],
          [cka.publicExponent, Uint8Array.of(0, 1, 0, 1)],
        ]),
      )
      expect(createPublicKey({ key: Buffer.from(spki ?? []), format: 'der', type: 'spki' }).equals(publicKey)).toBe(true)
    }
  })

  it('is none where a token gives only a part of it', () => {
    expect(
      spkiOf(
        new Map([
          [cka.keyType, Uint8Array.of(3)],
          [cka.ecParams, oidOf('1.2.840.10045.3.1.7')],
        ]),
      ),
    ).toBeUndefined()
    const [rsa, nothing, three] = [Uint8Array.of(0), new Uint8Array(0), Uint8Array.of(3)]
    expect(
      spkiOf(
        new Map([
          [cka.keyType, rsa],
          [cka.modulus, nothing],
          [cka.publicExponent, three],
        ]),
      ),
    ).toBeUndefined()
    expect(spkiOf(new Map())).toBeUndefined()
  })
})
