import { fromBase64, toBase64 } from '@certhall/kernel/bytes'
import type { InTurn } from '../in-turn.ts'
import type { GeneratedKey, KeyRequest, TokenSession } from '../token.ts'
import { keyOf, openToken } from './open-token.ts'
import { makeSoftKey, signBySoftKey, softAlgorithms } from './soft-key.ts'
import { type Container, freeOctetsOf, type TokenFile, tokenError, writeTokenFile } from './token-file.ts'
import { seal, unseal } from './vault.ts'

export interface SoftLogin {
  readonly folder: string
  readonly tokenId: string
  readonly insertion: string
  readonly vaultKey: Uint8Array
  readonly inTurn: InTurn
}

/** What a login may do. The vault's key lives here alone and is gone with it. */
export const softSession = (login: SoftLogin): TokenSession => {
  let isOver = false
  /** Every step starts and ends with the token in: whatever happened to one that was pulled out is not told as done. */
  const step = <Value>(work: (token: TokenFile) => Promise<Value>): Promise<Value> =>
    login.inTurn(async () => {
      if (isOver) throw tokenError('TOKEN_FAILED')
      return work(await stillIn(login))
    })
  return {
    generateKey: (request) => step((token) => generate(login, token, request)),
    sign: (keyId, content) =>
      step(async (token) => {
        const container = containerOf(token, keyId)
        const pkcs8 = unseal(login.vaultKey, fromBase64(container.sealedKey), purposeOf(token, keyId))
        if (pkcs8 === undefined) throw tokenError('TOKEN_FAILED')
        try {
          const signature = signBySoftKey(container.algorithm, { spki: fromBase64(container.spki), pkcs8 }, content)
          await stillIn(login)
          return signature
        } finally {
          pkcs8.fill(0)
        }
      }),
    writeCertificates: (keyId, chain) => step((token) => writeChain(login, token, keyId, chain.map(toBase64))),
    removeKey: (keyId) =>
      step(async (token) => {
        const containers = token.containers.filter((each) => each.keyId !== keyId)
        if (containers.length === token.containers.length) return
        await save(login, { ...token, containers, authorities: containers.length === 0 ? [] : token.authorities })
      }),
    logOut: () =>
      login.inTurn(async () => {
        isOver = true
        login.vaultKey.fill(0)
      }),
  }
}

const generate = async (login: SoftLogin, token: TokenFile, { keyId, algorithm, label }: KeyRequest): Promise<GeneratedKey> => {
  // The plain key has never been outside this process, and the file holds it sealed; nothing hands it out.
  const facts = { isGeneratedInToken: true, isSensitive: true, isNeverExtractable: true }
  const there = token.containers.find((each) => each.keyId === keyId)
  if (there !== undefined) return { key: keyOf(there), facts }
  if (!softAlgorithms.includes(algorithm)) throw tokenError('ALGORITHM_UNSUPPORTED')
  const { spki, pkcs8 } = await makeSoftKey(algorithm)
  const sealedKey = toBase64(seal(login.vaultKey, pkcs8, purposeOf(token, keyId)))
  pkcs8.fill(0)
  const made: Container = { keyId, label, algorithm, spki: toBase64(spki), sealedKey, certificate: null }
  await save(login, { ...token, containers: [...token.containers, made] })
  return { key: keyOf(made), facts }
}

const writeChain = async (login: SoftLogin, token: TokenFile, keyId: string, [leaf, ...authorities]: readonly string[]): Promise<void> => {
  const container = containerOf(token, keyId)
  if (leaf === undefined) return
  const fresh = authorities.filter((each) => !token.authorities.includes(each))
  if (container.certificate === leaf && fresh.length === 0) return
  const containers = token.containers.map((each) => (each.keyId === keyId ? { ...each, certificate: leaf } : each))
  await save(login, { ...token, containers, authorities: [...token.authorities, ...fresh] })
}

const containerOf = (token: TokenFile, keyId: string): Container => {
  const container = token.containers.find((each) => each.keyId === keyId)
  if (container === undefined) throw tokenError('KEY_NOT_FOUND')
  return container
}

/** Refuses what does not fit; a token pulled out before this moment keeps what it had. */
const save = async (login: SoftLogin, token: TokenFile): Promise<void> => {
  if (freeOctetsOf(token) < 0) throw tokenError('TOKEN_FULL')
  await stillIn(login)
  await writeTokenFile(login.folder, token)
  await stillIn(login)
}

/** The token of this login, in the same insertion. */
const stillIn = async ({ folder, tokenId, insertion: since }: SoftLogin): Promise<TokenFile> => {
  const { token, insertion } = await openToken(folder, tokenId)
  if (insertion !== since) throw tokenError('TOKEN_REMOVED')
  return token
}

const purposeOf = (token: TokenFile, keyId: string): string => `${token.serialNumber}/${keyId}`
