import { createHmac, createSecretKey } from 'node:crypto'
import type { PasscodePepper } from './ports.ts'

/**
 * HMAC-SHA-256 of a PASSCODE under a key that lies in a file, never in the database. 75 random bits need no slow hash
 * (docs/decisions); the pepper makes a stolen database useless for guessing even so.
 */
export const passcodePepper = (pepper: Uint8Array): PasscodePepper => {
  // Imported once: a raw key costs four times the HMAC.
  const key = createSecretKey(pepper)
  return { digest: (locator, secret) => new Uint8Array(createHmac('sha256', key).update(`passcode\0${locator}${secret}`).digest()) }
}
