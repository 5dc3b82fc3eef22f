import { createHash, createPublicKey, createSign, createVerify, type KeyObject, sign, verify } from 'node:crypto'
import { equalBytes } from '@certhall/kernel/bytes'
import { type AlgorithmName, algorithmOf } from '@certhall/pki/algorithm'
import { openNodeSignatures } from '@certhall/pki/key/node-signatures'
import { keyOctetsOf } from '@certhall/pki/key/public-key'
import type { InTurn } from '../in-turn.ts'
import type { GeneratedKey, TokenKey, TokenSession } from '../token.ts'
import { digestInfo } from './skf-blobs.ts'
import type { Handle, SkfCalls } from './skf-calls.ts'
import type { SkfConnection, SkfConnections } from './skf-connection.ts'
import { containerName, inContainer, keyIn, makeKey } from './skf-containers.ts'
import { skfError } from './sar.ts'

export interface SkfLogin {
  readonly calls: SkfCalls
  readonly connections: SkfConnections
  readonly connection: SkfConnection
  readonly algorithms: readonly AlgorithmName[]
  readonly inTurn: InTurn
}

/** What a login may do. It belongs to one connection and ends with it. */
export const skfSession = (login: SkfLogin): TokenSession => {
  const { calls, connections, connection, inTurn } = login
  let isOver = false
  const step = <Value>(work: () => Promise<Value>): Promise<Value> =>
    inTurn(async () => {
      if (isOver) throw skfError('TOKEN_FAILED', 'loggedOut')
      return connections.within(connection, work)
    })
  return {
    generateKey: ({ keyId, algorithm }) => step(() => generate(login, keyId, algorithm)),
    sign: (keyId, content) => step(() => withKey(login, keyId, (container, key) => signBy(calls, container, key, content))),
    writeCertificates: (keyId, chain) => step(() => withKey(login, keyId, (container, key) => writeLeaf(calls, container, key, chain))),
    removeKey: (keyId) =>
      step(async () => {
        const name = await containerName(calls, connection.application, keyId)
        if (name !== undefined) await calls.deleteContainer(connection.application, name)
      }),
    logOut: () =>
      inTurn(async () => {
        if (isOver) return
        isOver = true
        await connections.letGo(connection)
      }),
  }
}

/**
 * Keys for signatures are made by SKF_Gen…KeyPair inside the token, and the standard has no function that brings one out
 * (only pairs for encryption come and go, wrapped): there are no attributes to read back.
 */
const facts = { isGeneratedInToken: true, isSensitive: true, isNeverExtractable: true } as const

const generate = async (login: SkfLogin, keyId: string, algorithm: AlgorithmName): Promise<GeneratedKey> => {
  const {
    calls,
    connection: { application },
    algorithms,
  } = login
  const name = await containerName(calls, application, keyId)
  const there = name === undefined ? undefined : await inContainer(calls, application, name, (container) => keyIn(calls, container, keyId))
  if (there !== undefined) return { key: there, facts }
  if (!algorithms.includes(algorithm)) throw skfError('ALGORITHM_UNSUPPORTED')
  return { key: await makeKey(calls, application, keyId, algorithm), facts }
}

const withKey = async <Value>(
  { calls, connection: { application } }: SkfLogin,
  keyId: string,
  work: (container: Handle, key: TokenKey) => Promise<Value>,
): Promise<Value> => {
  const name = await containerName(calls, application, keyId)
  if (name === undefined) throw skfError('KEY_NOT_FOUND')
  return inContainer(calls, application, name, async (container) => {
    const key = await keyIn(calls, container, keyId)
    if (key === undefined) throw skfError('KEY_NOT_FOUND')
    return work(container, key)
  })
}

/** The hash is made here: over Z and the content for SM2. What comes back is looked at before it is believed. */
const signBy = async (calls: SkfCalls, container: Handle, { algorithm, spki }: TokenKey, content: Uint8Array): Promise<Uint8Array> => {
  if (algorithm === null) throw skfError('ALGORITHM_UNSUPPORTED')
  const row = algorithmOf(algorithm)
  const digestOf = (...parts: readonly Uint8Array[]): Uint8Array =>
    parts.reduce((hash, part) => hash.update(part), createHash(row.nodeCrypto.digest)).digest()
  const signature =
    row.identityOf === undefined
      ? await calls.signRsa(container, digestInfo(digestOf(content)))
      : await calls.signSm2(container, digestOf(digestOf(row.identityOf(keyOctetsOf(spki))), content))
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
  if (signatures.verify({ algorithm: row, spki, key }, content, signature)) return signature
  throw skfError('TOKEN_FAILED', 'wrongSignature')
}

/** A container has room for its holder's certificate; authorities have no place in SKF and stay outside. */
const writeLeaf = async (calls: SkfCalls, container: Handle, key: TokenKey, [leaf]: readonly Uint8Array[]): Promise<void> => {
  if (leaf === undefined || (key.certificate !== null && equalBytes(key.certificate, leaf))) return
  await calls.writeCertificate(container, leaf)
  const kept = await calls.certificate(container)
  if (kept === null || !equalBytes(kept, leaf)) throw skfError('TOKEN_FAILED', 'otherCertificate')
}

const signatures = openNodeSignatures<KeyObject>({ createHash, createSign, createVerify, sign, verify })
