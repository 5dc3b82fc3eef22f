import { orThrow } from '@certhall/kernel/app-error'
import { toBase64 } from '@certhall/kernel/bytes'
import { parseCsr } from '@certhall/pki/csr/parse-csr'
import { csrFor, holderKey } from '@certhall/testkit/issuing-house'
import { describe, expect, it } from 'vitest'
import { provePossession } from '../passcode/prove-possession.ts'
import { isSigned, isSignedPlainly } from './signatures.ts'

describe.each(['ecdsa-p256', 'rsa-2048', 'sm2'] as const)('a signature of %s', (name) => {
  const key = holderKey(name)

  it('is refused over other content, by another key, and in the other form', async () => {
    const { publicKey, signedOctets, signature } = orThrow(parseCsr(await csrFor(key)))
    const other = orThrow(parseCsr(await csrFor(holderKey(name))))
    const plain = publicKey.algorithm.signatureToWebCrypto(signature) ?? new Uint8Array()
    expect(await isSigned(publicKey, other.signedOctets, signature)).toBe(false)
    expect(await isSigned(other.publicKey, signedOctets, signature)).toBe(false)
    expect(isSignedPlainly(publicKey, other.signedOctets, plain)).toBe(false)
    expect(isSignedPlainly(publicKey, signedOctets, plain.slice(1))).toBe(false)
    if (name !== 'rsa-2048') expect(isSignedPlainly(publicKey, signedOctets, signature)).toBe(false)
  })

  it('holds as a request and as a statement', async () => {
    const csr = await csrFor(key)
    const { publicKey, signedOctets, signature } = orThrow(parseCsr(csr))
    expect(await isSigned(publicKey, signedOctets, signature)).toBe(true)
    expect(isSignedPlainly(publicKey, signedOctets, publicKey.algorithm.signatureToWebCrypto(signature) ?? new Uint8Array())).toBe(true)
    expect(await provePossession(toBase64(csr))).toMatchObject({ ok: true })
  })
})
