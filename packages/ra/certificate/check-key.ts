import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { concat, fromHex, toBase64Url, utf8 } from '@certhall/kernel/bytes'
import { toPem } from '@certhall/pki/pem'
import { sha256Hex } from '../digest.ts'

/** Signs what the hall says of a certificate: Ed25519 from 32 secret octets, used for nothing else. */
export interface CheckKey {
  /** base64url, over the UTF-8 octets of the text. */
  readonly sign: (text: string) => string
  /** SHA-256 of the SubjectPublicKeyInfo, hexadecimal. */
  readonly keyId: string
  readonly publicKeyPem: string
}

export const openCheckKey = (seed: Uint8Array): CheckKey => {
  // RFC 8410 §7: PKCS#8 around the seed.
  const key = createPrivateKey({
    key: Buffer.from(concat(fromHex('302e020100300506032b657004220420'), seed)),
    format: 'der',
    type: 'pkcs8',
  })
  const spki = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }))
  return {
    sign: (text) => toBase64Url(new Uint8Array(sign(null, utf8(text), key))),
    keyId: sha256Hex(spki),
    publicKeyPem: toPem('PUBLIC KEY', spki),
  }
}
