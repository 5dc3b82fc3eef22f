import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createSign,
  createVerify,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import type { Algorithm } from '@certhall/pki/algorithm'
import { openNodeSignatures } from '@certhall/pki/key/node-signatures'

/** Signing and verifying by the row of the algorithm: on this side of the house nothing else calls node:crypto for it. */
export const signatures = openNodeSignatures<KeyObject>({ createHash, createSign, createVerify, sign, verify })

export interface NewKey {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly spki: Uint8Array
}

/** A pair for any row of the table, exported and imported once: a fresh pair on the SM2 curve would sign plain ECDSA. */
export const generateKey = ({ nodeCrypto }: Algorithm): NewKey => {
  // One call for every row; node:crypto types each kind of key apart.
  const pair = generateKeyPairSync(nodeCrypto.type as 'rsa', {
    ...(nodeCrypto.options as { modulusLength: number }),
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  })
  const privateKey = createPrivateKey({ key: pair.privateKey, format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey({ key: pair.publicKey, format: 'der', type: 'spki' })
  return { privateKey, publicKey, spki: new Uint8Array(pair.publicKey) }
}

/** The public half of a CA key, as a key and as the SPKI that certificates carry. */
export const publicHalf = (privateKey: KeyObject): { readonly publicKey: KeyObject; readonly spki: Uint8Array } => {
  const publicKey = createPublicKey(privateKey)
  return { publicKey, spki: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })) }
}
