/** The file of a software UKEY: its shape, and how it is read and written so that a crash leaves the old or the new one. */
import { open, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { algorithmNames } from '@certhall/pki/algorithm'
import { AppError } from '@certhall/kernel/app-error'
import type { TokenErrorCode } from '@certhall/contract/client/vocabulary'
import * as z from 'zod'

const base64 = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[A-Za-z0-9+/]*={0,2}$/)

/** AES-256-GCM: nonce, ciphertext and tag in one. */
const sealed = base64(20_000)

const container = z.strictObject({
  keyId: z.string().min(1).max(64),
  label: z.string().max(64),
  algorithm: z.enum(algorithmNames),
  spki: base64(2_000),
  sealedKey: sealed,
  certificate: base64(16_000).nullable(),
})

const tokenFile = z.strictObject({
  format: z.literal('certhall.soft-token.v1'),
  serialNumber: z.string().regex(/^SOFT-[0-9A-F]{12}$/),
  label: z.string().max(64),
  totalOctets: z.int().min(0),
  pin: z.strictObject({ triesMost: z.int().min(1).max(99), triesLeft: z.int().min(0).max(99), isInitial: z.boolean() }),
  /** The key over all private keys, itself under a key derived from the PIN: a new PIN seals 32 octets again, not every key. */
  vault: z.strictObject({ salt: base64(64), sealedKey: sealed }),
  containers: z.array(container).max(200),
  authorities: z.array(base64(16_000)).max(50),
})
export type TokenFile = z.infer<typeof tokenFile>
export type Container = z.infer<typeof container>

const serialPattern = /^SOFT-[0-9A-F]{12}$/
export const isSoftTokenId = (tokenId: string): boolean => serialPattern.test(tokenId)
const tokenPath = (folder: string, tokenId: string): string => join(folder, `${tokenId}.json`)
export const tokenIdOfFile = (name: string): string | undefined => {
  const tokenId = name.replace(/\.json$/, '')
  return tokenId !== name && isSoftTokenId(tokenId) ? tokenId : undefined
}

export const readTokenFile = async (folder: string, tokenId: string): Promise<TokenFile> => {
  if (!isSoftTokenId(tokenId)) throw tokenError('NO_TOKEN')
  const text = await readFile(tokenPath(folder, tokenId), 'utf8').catch((cause: unknown) => {
    throw tokenError(isMissing(cause) ? 'NO_TOKEN' : 'TOKEN_FAILED', cause)
  })
  try {
    return tokenFile.parse(JSON.parse(text))
  } catch (cause) {
    throw tokenError('TOKEN_FAILED', cause)
  }
}

/** On disk when it returns: the file synced before it takes the old one's place, and the folder after. */
export const writeTokenFile = async (folder: string, token: TokenFile): Promise<void> => {
  const path = tokenPath(folder, token.serialNumber)
  try {
    const draft = await open(`${path}.new`, 'w', 0o600)
    try {
      await draft.writeFile(`${JSON.stringify(token, undefined, 1)}\n`)
      await draft.sync()
    } finally {
      await draft.close()
    }
    await rename(`${path}.new`, path)
    await syncFolder(dirname(path))
  } catch (cause) {
    throw tokenError('TOKEN_FAILED', cause)
  }
}

/** Room a token has left; each container also costs a fixed share, as on a card. */
export const freeOctetsOf = (token: TokenFile): number => token.totalOctets - usedOctetsOf(token)

const usedOctetsOf = ({ containers, authorities }: TokenFile): number => {
  const texts = containers.flatMap(({ spki, sealedKey, certificate }) => [spki, sealedKey, certificate ?? ''])
  return [...texts, ...authorities].reduce((sum, each) => sum + octetsOf(each), containers.length * containerOctets)
}

const containerOctets = 128
const octetsOf = (base64Text: string): number => Math.floor((base64Text.length * 3) / 4)

export const tokenError = (code: TokenErrorCode, cause?: unknown): AppError<TokenErrorCode> =>
  cause instanceof AppError && cause.code === code ? (cause as AppError<TokenErrorCode>) : new AppError(code, { cause })

export const isMissing = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'

/** Windows cannot open a folder for this, and keeps a rename without it. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r').catch(() => undefined)
  if (handle === undefined) return
  await handle.sync().catch(() => undefined)
  await handle.close()
}
