/** What keeps the keys of a software UKEY from a reader of its file: scrypt over the PIN, AES-256-GCM below it. */
import { createCipheriv, createDecipheriv, scrypt } from 'node:crypto'
import { concat, utf8 } from '@certhall/kernel/bytes'
import { systemRandom } from '@certhall/kernel/random'

/** A key of 32 octets from a PIN. A parameter of the driver so that tests can stand between the counter and the check. */
export type DeriveKey = (pin: Uint8Array, salt: Uint8Array) => Promise<Uint8Array>

/**
 * 32 MiB and some 80 ms a guess. A PIN of six digits still falls to whoever takes the file home; only hardware counts
 * tries against such a thief. That is why a software UKEY is for evaluation, and is marked wherever it is shown.
 */
export const deriveByScrypt: DeriveKey = (pin, salt) =>
  new Promise((resolve, reject) => {
    scrypt(pin, salt, 32, cost, (error, key) => (error === null ? resolve(key) : reject(error)))
  })

const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const

export const newSalt = (): Uint8Array => systemRandom.bytes(16)
export const newVaultKey = (): Uint8Array => systemRandom.bytes(32)

/** `purpose` is authenticated with the content, so that a sealed key cannot be moved to another container or token. */
export const seal = (key: Uint8Array, content: Uint8Array, purpose: string): Uint8Array => {
  const nonce = systemRandom.bytes(nonceOctets)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(utf8(purpose))
  return concat(nonce, cipher.update(content), cipher.final(), cipher.getAuthTag())
}

/** undefined when the key is not the one it was sealed under. */
export const unseal = (key: Uint8Array, sealed: Uint8Array, purpose: string): Uint8Array | undefined => {
  if (sealed.length < nonceOctets + tagOctets) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceOctets), { authTagLength: tagOctets })
  decipher.setAAD(utf8(purpose)).setAuthTag(sealed.subarray(sealed.length - tagOctets))
  const content = decipher.update(sealed.subarray(nonceOctets, sealed.length - tagOctets))
  try {
    decipher.final()
    return content
  } catch {
    content.fill(0)
    return undefined
  }
}

const nonceOctets = 12
const tagOctets = 16
