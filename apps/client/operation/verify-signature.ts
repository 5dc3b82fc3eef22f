import { createPublicKey, verify } from 'node:crypto'
import type { VerifySignature } from '@certhall/pki/key/public-key'

/** By node:crypto; a signature that has not even the form of one is a wrong one. */
export const nodeVerifySignature: VerifySignature = ({ algorithm, spki }, signed, signature) => {
  try {
    return verify(algorithm.nodeCrypto.digest, signed, createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }), signature)
  } catch {
    return false
  }
}
