import { generateKeyPairSync } from 'node:crypto'
import { Secret } from '@certhall/kernel/log'
import { systemRandom } from '@certhall/kernel/random'
import { describe, expect, it } from 'vitest'
import { openSealedKey, sealKey } from './sealed-key.ts'
import { selfTest } from './self-test.ts'

describe('a sealed key', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const passphrase = new Secret('correct horse battery staple')
  const sealed = sealKey('issuing-ec', Uint8Array.of(0x30, 0), privateKey, passphrase, systemRandom)

  it('refuses a wrong passphrase', () => {
    expect(() => openSealedKey(sealed, new Secret('correct horse battery stapler'))).toThrow(
      expect.objectContaining({ code: 'internal.key-sealed' }),
    )
  })
  it('refuses a box under another authority, or beside another certificate', () => {
    expect(() => openSealedKey({ ...sealed, authorityId: 'staff' }, passphrase)).toThrow(
      expect.objectContaining({ code: 'internal.key-sealed' }),
    )
    expect(() => openSealedKey({ ...sealed, certificate: 'MAE=' }, passphrase)).toThrow(
      expect.objectContaining({ code: 'internal.key-sealed' }),
    )
  })
  it('refuses a shortened tag', () => {
    const tag = Buffer.from(sealed.cipher.tag, 'base64').subarray(0, 4).toString('base64')
    expect(() => openSealedKey({ ...sealed, cipher: { ...sealed.cipher, tag } }, passphrase)).toThrow(
      expect.objectContaining({ code: 'internal.key-sealed' }),
    )
  })
  it('opens with its passphrase, and is derived with 64 MiB and three passes', () => {
    expect(openSealedKey(sealed, passphrase).equals(privateKey)).toBe(true)
    expect(sealed.derivation).toMatchObject({ name: 'argon2id', memoryKibibytes: 65_536, passes: 3 })
  })
})

describe('the self-test at start', () => {
  it('passes for every row of the algorithm table', () => {
    expect(() => selfTest()).not.toThrow()
  })
})
