import { utf8 } from '@certhall/kernel/bytes'
import type { Random } from '@certhall/kernel/random'

/** A private key (PKCS#8) under a password: PBKDF2-HMAC-SHA-256 and AES-256-GCM. What is stored, and nothing more. */
export interface SealedKey {
  readonly iterations: number
  readonly salt: Uint8Array<ArrayBuffer>
  readonly nonce: Uint8Array<ArrayBuffer>
  readonly box: Uint8Array<ArrayBuffer>
}

/** OWASP's figure for PBKDF2 with SHA-256. */
export const sealIterations = 600_000

/** `context` names the owner and is authenticated, so that a box cannot be moved under another name. */
export const sealKey = async (
  pkcs8: Uint8Array<ArrayBuffer>,
  password: string,
  context: string,
  random: Random,
  iterations = sealIterations,
): Promise<SealedKey> => {
  const salt = random.bytes(16)
  const nonce = random.bytes(12)
  const key = await passwordKey(password, salt, iterations, 'encrypt')
  const box = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: utf8(context) }, key, pkcs8)
  return { iterations, salt, nonce, box: new Uint8Array(box) }
}

/** The key, or undefined when password or context do not fit: both look the same, and nothing more can be said. */
export const openSealedKey = async (sealed: SealedKey, password: string, context: string): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const key = await passwordKey(password, sealed.salt, sealed.iterations, 'decrypt')
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.nonce, additionalData: utf8(context) }, key, sealed.box),
    )
  } catch (error) {
    if (error instanceof DOMException && error.name === 'OperationError') return undefined
    throw error
  }
}

const passwordKey = async (
  password: string,
  salt: Uint8Array<ArrayBuffer>,
  iterations: number,
  use: 'encrypt' | 'decrypt',
): Promise<CryptoKey> => {
  // Two keyboards may write the same letter as one code point or as two: NFC makes them one password.
  const base = await crypto.subtle.importKey('raw', utf8(password.normalize('NFC')), 'PBKDF2', false, ['deriveKey'])
  return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, base, { name: 'AES-GCM', length: 256 }, false, [
    use,
  ])
}
