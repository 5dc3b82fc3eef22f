/**
 * Where the Unix sockets lie: `run` in the data directory, or, because a socket address holds 107 bytes (103 on macOS),
 * a short private directory that belongs to this data directory and this user alone.
 */
import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'

export const chooseRunDirectory = (dataDirectory: string, configured?: string): string => {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
  const data = realpathSync(dataDirectory)
  const wanted = configured ?? join(data, 'run')
  if (isShort(wanted)) {
    mkdirSync(wanted, { recursive: true, mode: 0o700 })
    return wanted
  }
  if (configured !== undefined)
    throw new AppError<ErrorCode>('internal.configuration', { detail: { setting: 'CERTHALL_RUN_DIR', reason: 'path-too-long' } })
  const uid = process.getuid?.() ?? 0
  const short = join(tmpdir(), `certhall-${uid}-${createHash('sha256').update(data).digest('hex').slice(0, 12)}`)
  mkdirSync(short, { recursive: true, mode: 0o700 })
  refuseForeign(short, uid)
  return short
}

const isShort = (directory: string): boolean => Buffer.byteLength(join(directory, longestSocket)) <= socketAddressBytes

/** The temporary directory is everybody's: a name that another user took first must not receive our sockets. */
const refuseForeign = (directory: string, uid: number): void => {
  const found = lstatSync(directory)
  if (found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0) return
  throw new AppError<ErrorCode>('internal.configuration', { detail: { setting: 'CERTHALL_RUN_DIR', reason: 'foreign-run-directory' } })
}

const longestSocket = 'postgres/.s.PGSQL.5432.lock'
const socketAddressBytes = 100
