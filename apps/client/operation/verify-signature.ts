import { createHash, createPublicKey, createSign, createVerify, type KeyObject, sign, verify } from 'node:crypto'
import { openNodeSignatures } from '@certhall/pki/key/node-signatures'
import type { VerifySignature } from '@certhall/pki/key/public-key'

const signatures = openNodeSignatures<KeyObject>({ createHash, createSign, createVerify, sign, verify })

/** By node:crypto and the row of the algorithm; what has not even the form of a signature is a wrong one. */
export const nodeVerifySignature: VerifySignature = ({ algorithm, spki }, signed, signature) => {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
    return signatures.verify({ algorithm, spki, key }, signed, signature)
  } catch {
    return false
  }
}
