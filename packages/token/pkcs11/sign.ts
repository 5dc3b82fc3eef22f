import { createHash } from 'node:crypto'
import { type Algorithm, algorithmOf } from '@certhall/pki/algorithm'
import { nullValue, octetStringOf, oidOf, sequenceOf } from '@certhall/pki/der/encode'
import { cko } from './constants.ts'
import type { Login } from './login.ts'
import { byId } from './objects.ts'
import { readKey } from './public-keys.ts'
import { signingMechanisms } from './slots.ts'
import { tokenError } from './token-code.ts'

/** The X.509 signature value. */
export const signContent = async (login: Login, id: Uint8Array, content: Uint8Array): Promise<Uint8Array> => {
  const { objects, algorithms, mechanisms, hashing } = login
  const [privateKey] = await objects.find(byId(cko.privateKey, id))
  const [publicKey] = await objects.find(byId(cko.publicKey, id))
  if (privateKey === undefined || publicKey === undefined) throw tokenError('KEY_NOT_FOUND')
  const key = await readKey(objects, publicKey)
  const name = algorithms.find((each) => each === key?.algorithm)
  if (name === undefined) throw tokenError('ALGORITHM_UNSUPPORTED')
  const possible = signingMechanisms(name).filter(({ mechanism }) => mechanisms.has(mechanism))
  const chosen = possible.find((each) => each.hashing === hashing) ?? possible[0]
  if (chosen === undefined) throw tokenError('ALGORITHM_UNSUPPORTED')
  const algorithm = algorithmOf(name)
  const given = chosen.hashing === 'token' ? content : digestOf(algorithm, content)
  return algorithm.signatureFromWebCrypto(await objects.sign(chosen.mechanism, privateKey, given))
}

/** What a token signs that does not hash: for RSA the DigestInfo of PKCS#1 v1.5 (RFC 8017 §9.2), for ECDSA the digest. */
const digestOf = ({ hash, keyType }: Algorithm, content: Uint8Array): Uint8Array => {
  const digest = createHash(hash).update(content).digest()
  return keyType === 'rsa' ? sequenceOf(sequenceOf(oidOf(sha256), nullValue), octetStringOf(digest)) : digest
}

/** The hash of every RSA row. */
const sha256 = '2.16.840.1.101.3.4.2.1'
