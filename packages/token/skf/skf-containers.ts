/** Containers: one key pair for signatures each, its certificate beside it, named by the key's id. */
import { equalBytes, utf8 } from '@certhall/kernel/bytes'
import type { AlgorithmName } from '@certhall/pki/algorithm'
import type { TokenKey } from '../token.ts'
import { type ReadKey, textOf } from './skf-blobs.ts'
import type { Handle, SkfCalls } from './skf-calls.ts'
import { quiet } from './skf-connection.ts'
import { answerOf, hasCode, skfError } from './sar.ts'

/** What can be made in a token of this library with these facts. */
export const algorithmsOf = (calls: SkfCalls, asymmetricAlgorithms: number): readonly AlgorithmName[] => {
  // SGD_RSA and the numbers of SM2 (GM/T 0006). SM2 is the core of the standard: who tells nothing has it.
  const hasSm2 = asymmetricAlgorithms === 0 || (asymmetricAlgorithms & 0x00020000) !== 0
  const hasRsa = (asymmetricAlgorithms & 0x00010000) !== 0 && calls.has('SKF_GenRSAKeyPair') && calls.has('SKF_RSASignData')
  return [...(hasRsa ? (['rsa-2048'] as const) : []), ...(hasSm2 ? (['sm2'] as const) : [])]
}

export const keysIn = async (calls: SkfCalls, application: Handle): Promise<readonly TokenKey[]> => {
  const keys: TokenKey[] = []
  for (const name of await calls.containerNames(application)) {
    const keyId = textOf(name)
    if (keyId === '' || keyId.length > nameOctetsMost) continue
    try {
      const key = await inContainer(calls, application, name, (container) => keyIn(calls, container, keyId))
      if (key !== undefined) keys.push(key)
    } catch (error) {
      // A foreign container that its library does not open hides no other.
      if (answerOf(error) === undefined || hasCode(error, 'TOKEN_REMOVED')) throw error
    }
  }
  return keys
}

/** undefined when there is no key for signatures in it. */
export const keyIn = async (calls: SkfCalls, container: Handle, keyId: string): Promise<TokenKey | undefined> => {
  const key = await calls.publicKey(container)
  return key === undefined ? undefined : { keyId, ...key, certificate: await calls.certificate(container) }
}

/** The name as the token spells it. */
export const containerName = async (calls: SkfCalls, application: Handle, keyId: string): Promise<Uint8Array | undefined> =>
  (await calls.containerNames(application)).find((name) => textOf(name) === keyId)

export const inContainer = async <Value>(
  calls: SkfCalls,
  application: Handle,
  name: Uint8Array,
  work: (container: Handle) => Promise<Value>,
): Promise<Value> => {
  const container = await calls.openContainer(application, name)
  try {
    return await work(container)
  } finally {
    await quiet(calls.closeContainer(container))
  }
}

/** Makes the pair and reads it back: what the token says it made has to be what it keeps. */
export const makeKey = async (calls: SkfCalls, application: Handle, keyId: string, algorithm: AlgorithmName): Promise<TokenKey> => {
  const name = newName(keyId)
  const isEmptyThere = (await containerName(calls, application, keyId)) !== undefined
  const container = isEmptyThere ? await calls.openContainer(application, name) : await calls.createContainer(application, name)
  try {
    const made = await makePair(calls, container, algorithm)
    const kept = await keyIn(calls, container, keyId)
    if (kept === undefined || !equalBytes(kept.spki, made.spki) || kept.algorithm !== algorithm) throw skfError('TOKEN_FAILED', 'otherKey')
    await quiet(calls.closeContainer(container))
    return { ...kept, certificate: null }
  } catch (error) {
    await quiet(calls.closeContainer(container))
    // Half a key is none.
    if (!hasCode(error, 'TOKEN_REMOVED')) await quiet(calls.deleteContainer(application, name))
    throw error
  }
}

const makePair = (calls: SkfCalls, container: Handle, algorithm: AlgorithmName): Promise<ReadKey> =>
  algorithm === 'sm2' ? calls.makeSm2Key(container) : calls.makeRsaKey(container, 2048)

const nameOctetsMost = 64

/** Names are plain: what one tool writes has to be read by every other. */
const newName = (keyId: string): Uint8Array => {
  if (!/^[\x21-\x7e]{1,64}$/.test(keyId) || keyId.includes('/') || keyId.includes('\\')) throw skfError('TOKEN_FAILED', 'containerName')
  return utf8(keyId)
}
