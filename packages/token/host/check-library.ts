import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { isAbsolute } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { TokenErrorCode } from '@certhall/contract/client/vocabulary'
import { AppError } from '@certhall/kernel/app-error'

/**
 * A library is loaded only from an absolute path, when nobody but the system's owner or we ourselves could have put it
 * there, and when it is the one the catalogue means, if it says so.
 */
export const checkLibrary = async (libraryPath: string, sha256?: string): Promise<void> => {
  if (!isAbsolute(libraryPath)) throw missing('notAbsolute')
  const path = await realpath(libraryPath).catch(() => undefined)
  if (path === undefined) throw missing('notThere')
  const facts = await stat(path)
  if (!facts.isFile()) throw missing('notAFile')
  // Windows has no such bits; there the system folders keep others out.
  const uid = userInfo().uid
  if (uid >= 0 && facts.uid !== 0 && facts.uid !== uid) throw missing('foreignOwner')
  if (uid >= 0 && (facts.mode & 0o022) !== 0) throw missing('writableByOthers')
  if (sha256 !== undefined && (await sha256Of(path)) !== sha256) throw missing('otherDigest')
}

const sha256Of = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

const missing = (reason: string): AppError<TokenErrorCode> => new AppError('DRIVER_MISSING', { detail: { reason } })
