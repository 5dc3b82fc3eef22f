import { createHash, createPublicKey, createSign, createVerify, type KeyObject, sign, verify } from 'node:crypto'
import { openNodeSignatures } from '@certhall/pki/key/node-signatures'
import type { PublicKey } from '@certhall/pki/key/public-key'
import { toPem } from '@certhall/pki/pem'

const signatures = openNodeSignatures<KeyObject>({ createHash, createSign, createVerify, sign, verify })

/** Whether `signature` is the X.509 signature value of this key over `signed`. */
export const isSigned = async (publicKey: PublicKey, signed: Uint8Array, signature: Uint8Array): Promise<boolean> => {
  const key = importKey(publicKey)
  const { algorithm, spki } = publicKey
  if (algorithm.identityOf === undefined) return verifyInPool(algorithm.nodeCrypto.digest, signed, key, signature)
  // SM2 has no form for the thread pool: half a millisecond here, but others have their turn between two of them.
  await new Promise((resolve) => setImmediate(resolve))
  return signatures.verify({ algorithm, spki, key }, signed, signature)
}

/** The form of statements: WebCrypto's, and r‖s of 64 octets for SM2. */
export const isSignedPlainly = (publicKey: PublicKey, signed: Uint8Array, signature: Uint8Array): boolean =>
  signatures.verifyPlain({ algorithm: publicKey.algorithm, spki: publicKey.spki, key: importKey(publicKey) }, signed, signature)

// PEM, because Node reads it in half the time of DER.
const importKey = ({ spki }: PublicKey): KeyObject => createPublicKey(toPem('PUBLIC KEY', spki))

/** In the thread pool: a hundred verifications at once must not hold up the answers of everybody else. */
const verifyInPool = (digest: string, signed: Uint8Array, key: KeyObject, signature: Uint8Array): Promise<boolean> =>
  new Promise((resolve, reject) => {
    verify(digest, signed, key, signature, (error, isGenuine) => (error === null ? resolve(isGenuine) : reject(error)))
  })
