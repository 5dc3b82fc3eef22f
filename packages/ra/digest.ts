import { createHash } from 'node:crypto'

/** SHA-256, hexadecimal; text counts as its UTF-8 octets. */
export const sha256Hex = (value: string | Uint8Array): string => createHash('sha256').update(value).digest('hex')
