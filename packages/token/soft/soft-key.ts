/** Keys of a software UKEY, made and used by node:crypto as the algorithm's row says. */
import { createHash, createPrivateKey, createSign, createVerify, generateKeyPair, type KeyObject, sign, verify } from 'node:crypto'
import { type AlgorithmName, algorithmOf, algorithms } from '@certhall/pki/algorithm'
import { openNodeSignatures } from '@certhall/pki/key/node-signatures'

/** What UKEYs of the trade offer; a row joins by its name. */
const offered: ReadonlySet<string> = new Set(['rsa-2048', 'ecdsa-p256', 'sm2'])

export const softAlgorithms: readonly AlgorithmName[] = algorithms.filter((row) => offered.has(row.name)).map((row) => row.name)

export interface MadeKey {
  readonly spki: Uint8Array
  readonly pkcs8: Uint8Array
}

export const makeSoftKey = (algorithm: AlgorithmName): Promise<MadeKey> => {
  const { type, options } = algorithmOf(algorithm).nodeCrypto
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, spki: Buffer, pkcs8: Buffer): void => (error === null ? resolve({ spki, pkcs8 }) : reject(error))
    const { modulusLength = 2048, publicExponent = 65537 } = options
    if (type === 'rsa') generateKeyPair('rsa', { modulusLength, publicExponent, ...encodings }, done)
    else generateKeyPair('ec', { namedCurve: options.namedCurve ?? 'P-256', ...encodings }, done)
  })
}

/** X.509 signature value. The key is imported for it: only then is one on the SM2 curve an SM2 key. */
export const signBySoftKey = (algorithm: AlgorithmName, { spki, pkcs8 }: MadeKey, content: Uint8Array): Uint8Array => {
  const key = createPrivateKey({ key: Buffer.from(pkcs8.buffer, pkcs8.byteOffset, pkcs8.length), format: 'der', type: 'pkcs8' })
  return signatures.sign({ algorithm: algorithmOf(algorithm), spki, key }, content)
}

const encodings = { publicKeyEncoding: { type: 'spki', format: 'der' }, privateKeyEncoding: { type: 'pkcs8', format: 'der' } } as const

const signatures = openNodeSignatures<KeyObject>({ createHash, createSign, createVerify, sign, verify })
