/** Encryption at rest of forms, papers and addresses, and the keyed digest for look-ups. Keys come from files, never from the database. */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { concat, utf8 } from '@certhall/kernel/bytes'
import type { Random } from '@certhall/kernel/random'
import type { Pepper, Sealer } from './ports.ts'

/**
 * AES-256-GCM box: version 1, 12 random bytes, ciphertext, 16-byte tag; the context is authenticated. Random nonces are
 * sound up to 2^32 boxes under one key (SP 800-38D §8.3); a hall seals some thousands a day.
 */
export const evidenceSealer = (key: Uint8Array, random: Random): Sealer => ({
  seal: (plain, context) => {
    const nonce = random.bytes(nonceLength)
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(utf8(context))
    return concat(Uint8Array.of(version), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag())
  },
  open: (box, context) => {
    try {
      if (box[0] !== version || box.length < 1 + nonceLength + tagLength) throw new RangeError('not a box')
      const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(1, 1 + nonceLength), { authTagLength: tagLength })
      decipher.setAAD(utf8(context)).setAuthTag(box.subarray(-tagLength))
      return concat(decipher.update(box.subarray(1 + nonceLength, -tagLength)), decipher.final())
    } catch (cause) {
      throw new AppError<ErrorCode>('internal.unexpected', { detail: { reason: 'sealed-box' }, cause })
    }
  },
})

/** HMAC-SHA-256 with the purpose in front, so that a digest made for one use says nothing in another. */
export const hmacPepper = (key: Uint8Array): Pepper => ({
  digest: (purpose, value) => new Uint8Array(createHmac('sha256', key).update(`${purpose}\0${value}`).digest()),
})

const version = 1
const nonceLength = 12
const tagLength = 16
