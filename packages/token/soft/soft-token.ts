/** Software UKEYs as things: made, pulled out, put in. The driver beside this file is how programs use them. */
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toBase64, toHex, utf8 } from '@certhall/kernel/bytes'
import { systemRandom } from '@certhall/kernel/random'
import { isMissing, isSoftTokenId, tokenError, writeTokenFile } from './token-file.ts'
import { deriveByScrypt, newSalt, newVaultKey, seal } from './vault.ts'

export const softManufacturer = 'Certhall'
export const softModel = 'Software UKEY'
export const softFactoryPin = '1234'

export interface NewSoftToken {
  readonly label: string
  /** Default: the factory PIN, which must be changed before anything else. */
  readonly pin?: string
  readonly triesMost?: number
  readonly totalOctets?: number
}

/** A fresh software UKEY in `folder`, plugged in; its serial number is its tokenId. */
export const createSoftToken = async (folder: string, wish: NewSoftToken): Promise<string> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  const serialNumber = `SOFT-${toHex(systemRandom.bytes(6)).toUpperCase()}`
  const triesMost = wish.triesMost ?? 6
  const salt = newSalt()
  const key = await deriveByScrypt(utf8(wish.pin ?? softFactoryPin), salt)
  await writeTokenFile(folder, {
    format: 'certhall.soft-token.v1',
    serialNumber,
    label: wish.label,
    totalOctets: wish.totalOctets ?? 65_536,
    pin: { triesMost, triesLeft: triesMost, isInitial: wish.pin === undefined },
    vault: { salt: toBase64(salt), sealedKey: toBase64(seal(key, newVaultKey(), serialNumber)) },
    containers: [],
    authorities: [],
  })
  return serialNumber
}

/** From now on every call answers TOKEN_REMOVED, one that is under way too. */
export const unplugSoftToken = async (folder: string, tokenId: string): Promise<void> => {
  await writeFile(markPath(folder, tokenId, 'unplugged'), '', { mode: 0o600 })
}

/** Each insertion has a name, so that a login from before it is over. */
export const plugInSoftToken = async (folder: string, tokenId: string): Promise<void> => {
  await writeFile(markPath(folder, tokenId, 'inserted'), systemRandom.uuid(), { mode: 0o600 })
  await rm(markPath(folder, tokenId, 'unplugged'), { force: true })
}

/** The name of the present insertion; undefined while the token is out. */
export const insertionOf = async (folder: string, tokenId: string): Promise<string | undefined> => {
  const isOut = (await readMark(folder, tokenId, 'unplugged')) !== undefined
  return isOut ? undefined : ((await readMark(folder, tokenId, 'inserted')) ?? 'first')
}

const readMark = (folder: string, tokenId: string, mark: Mark): Promise<string | undefined> =>
  readFile(markPath(folder, tokenId, mark), 'utf8').catch((cause: unknown) => {
    if (isMissing(cause)) return undefined
    throw tokenError('TOKEN_FAILED', cause)
  })

type Mark = 'unplugged' | 'inserted'

const markPath = (folder: string, tokenId: string, mark: Mark): string => {
  if (!isSoftTokenId(tokenId)) throw tokenError('NO_TOKEN')
  return join(folder, `${tokenId}.${mark}`)
}
