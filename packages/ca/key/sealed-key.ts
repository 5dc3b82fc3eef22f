import { argon2Sync, createCipheriv, createDecipheriv, createPrivateKey, type KeyObject } from 'node:crypto'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { fromBase64, toBase64, utf8 } from '@certhall/kernel/bytes'
import type { Secret } from '@certhall/kernel/log'
import type { Random } from '@certhall/kernel/random'
import * as z from 'zod'

/**
 * A CA key at rest: PKCS#8 under AES-256-GCM, its key by argon2id from a passphrase (RFC 9106). The certificate lies
 * beside it and is authenticated with it, so that a half-made hierarchy can be finished from the files alone.
 */
export const sealedKey = z.strictObject({
  format: z.literal('certhall.sealed-key.v1'),
  authorityId: z.string(),
  certificate: z.base64(),
  derivation: z.strictObject({
    name: z.literal('argon2id'),
    memoryKibibytes: z.int().min(8).max(4_194_304),
    passes: z.int().min(1).max(100),
    parallelism: z.int().min(1).max(64),
    salt: z.base64(),
  }),
  cipher: z.strictObject({ name: z.literal('aes-256-gcm'), nonce: z.base64(), tag: z.base64() }),
  box: z.base64(),
})
export type SealedKey = z.infer<typeof sealedKey>

/** 64 MiB and three passes: about a third of a second a guess on one core. */
const derivationNow = Object.freeze({ name: 'argon2id', memoryKibibytes: 65_536, passes: 3, parallelism: 1 } as const)

export const sealKey = (
  authorityId: string,
  certificate: Uint8Array,
  privateKey: KeyObject,
  passphrase: Secret<string>,
  random: Random,
): SealedKey => {
  const derivation = { ...derivationNow, salt: toBase64(random.bytes(16)) }
  const nonce = random.bytes(12)
  const cipher = createCipheriv('aes-256-gcm', derive(passphrase, derivation), nonce)
  const certificateBase64 = toBase64(certificate)
  cipher.setAAD(bound(authorityId, certificateBase64))
  const box = Buffer.concat([cipher.update(privateKey.export({ format: 'der', type: 'pkcs8' })), cipher.final()])
  return {
    format: 'certhall.sealed-key.v1',
    authorityId,
    certificate: certificateBase64,
    derivation,
    cipher: { name: 'aes-256-gcm', nonce: toBase64(nonce), tag: toBase64(cipher.getAuthTag()) },
    box: toBase64(box),
  }
}

/** Throws internal.key-sealed when the passphrase is wrong or the file was altered: the two cannot be told apart. */
export const openSealedKey = (sealed: SealedKey, passphrase: Secret<string>): KeyObject => {
  try {
    const decipher = createDecipheriv('aes-256-gcm', derive(passphrase, sealed.derivation), fromBase64(sealed.cipher.nonce), {
      authTagLength: 16,
    })
    decipher.setAAD(bound(sealed.authorityId, sealed.certificate))
    decipher.setAuthTag(fromBase64(sealed.cipher.tag))
    const pkcs8 = Buffer.concat([decipher.update(fromBase64(sealed.box)), decipher.final()])
    const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
    pkcs8.fill(0)
    return key
  } catch (error) {
    throw new AppError<ErrorCode>('internal.key-sealed', { detail: { authorityId: sealed.authorityId }, cause: error })
  }
}

const derive = (passphrase: Secret<string>, { memoryKibibytes, passes, parallelism, salt }: SealedKey['derivation']): Buffer =>
  argon2Sync('argon2id', {
    message: utf8(passphrase.reveal()),
    nonce: fromBase64(salt),
    parallelism,
    tagLength: 32,
    memory: memoryKibibytes,
    passes,
  })

const bound = (authorityId: string, certificate: string): Uint8Array => utf8(`certhall.sealed-key.v1\n${authorityId}\n${certificate}`)
