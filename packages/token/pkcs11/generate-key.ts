import { utf8 } from '@certhall/kernel/bytes'
import { type AlgorithmName, algorithmOf } from '@certhall/pki/algorithm'
import { DerReader } from '@certhall/pki/der/reader'
import type { KeyProtection, TokenKey } from '../token.ts'
import { cka, ckm, cko } from './constants.ts'
import type { Login } from './login.ts'
import { byId, isFalse, isTrue, type Objects, type Template } from './objects.ts'
import { readKey, readKeys } from './public-keys.ts'
import { tokenError } from './token-code.ts'

export interface KeyWish {
  readonly id: Uint8Array
  readonly algorithm: AlgorithmName
  readonly label: string
}

export interface MadeKey {
  readonly key: TokenKey
  readonly facts: KeyProtection
}

/** The same identifier again gives the key that is there, if it is protected as one that we would make. */
export const generateKey = async ({ objects, algorithms }: Login, { id, algorithm, label }: KeyWish): Promise<MadeKey> => {
  const [there] = await objects.find(byId(cko.privateKey, id))
  if (there !== undefined) return existingKey(objects, id, there)
  const name = algorithms.find((each) => each === algorithm)
  if (name === undefined) throw tokenError('ALGORITHM_UNSUPPORTED')
  // Half of a pair whose making or removal was cut short.
  for (const orphan of await objects.find(byId(cko.publicKey, id))) await objects.destroy(orphan)
  const { mechanism, kind } = generationOf(name)
  const named: Template = [
    [cka.token, true],
    [cka.id, id],
    [cka.label, utf8(label)],
  ]
  const [publicKey, privateKey] = await objects.generatePair(
    mechanism,
    [...named, [cka.private, false], [cka.verify, true], ...kind],
    [...named, [cka.private, true], [cka.sensitive, true], [cka.extractable, false], [cka.sign, true]],
  )
  const facts = await protectionOf(objects, privateKey)
  const key = await readKey(objects, publicKey)
  if (facts !== undefined && key?.algorithm === name) return { key, facts }
  for (const handle of [privateKey, publicKey]) await objects.destroy(handle)
  throw tokenError(facts === undefined ? 'KEY_EXPORTABLE' : 'TOKEN_FAILED')
}

const existingKey = async (objects: Objects, id: Uint8Array, privateKey: bigint): Promise<MadeKey> => {
  const [publicKey] = await objects.find(byId(cko.publicKey, id))
  const key = publicKey === undefined ? undefined : await readKey(objects, publicKey)
  if (key === undefined) throw tokenError('TOKEN_FAILED')
  const facts = await protectionOf(objects, privateKey)
  // We did not make it just now, so it is not ours to destroy.
  if (facts === undefined) throw tokenError('KEY_EXPORTABLE')
  const known = (await readKeys(objects)).find(({ keyId }) => keyId === key.keyId)
  return { key: known ?? key, facts }
}

/** As the token itself tells; undefined for a key that could leave it, or ever could. */
const protectionOf = async (objects: Objects, privateKey: bigint): Promise<KeyProtection | undefined> => {
  const asked = [cka.private, cka.sensitive, cka.extractable, cka.local, cka.alwaysSensitive, cka.neverExtractable]
  const told = await objects.read(privateKey, asked)
  const facts = {
    isGeneratedInToken: isTrue(told, cka.local),
    isSensitive: isTrue(told, cka.sensitive) && isTrue(told, cka.alwaysSensitive),
    isNeverExtractable: isFalse(told, cka.extractable) && isTrue(told, cka.neverExtractable),
  }
  return isTrue(told, cka.private) && facts.isGeneratedInToken && facts.isSensitive && facts.isNeverExtractable ? facts : undefined
}

const generationOf = (name: AlgorithmName): { readonly mechanism: bigint; readonly kind: Template } => {
  const { keyType, sizeBits, keyIdentifier } = algorithmOf(name)
  if (keyType === 'ec') return { mechanism: ckm.ecKeyPairGen, kind: [[cka.ecParams, curveOf(keyIdentifier)]] }
  const exponent65537 = Uint8Array.of(1, 0, 1)
  return {
    mechanism: ckm.rsaPkcsKeyPairGen,
    kind: [
      [cka.modulusBits, BigInt(sizeBits)],
      [cka.publicExponent, exponent65537],
    ],
  }
}

/** The second part of the AlgorithmIdentifier is what CKA_EC_PARAMS wants. */
const curveOf = (keyIdentifier: Uint8Array): Uint8Array => {
  const identifier = new DerReader(keyIdentifier).sequence()
  identifier.oid()
  return identifier.element()
}
