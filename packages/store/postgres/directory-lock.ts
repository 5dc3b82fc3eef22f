/**
 * One instance a data directory (invariant I35). The lock is a listening Unix socket: the kernel releases it when the
 * holder dies, however it dies, and a number in a file can never be mistaken for a living process.
 */
import { linkSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import type { Server } from 'node:net'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'

export interface DirectoryLock {
  readonly release: () => Promise<void>
}

/** Refused with `busy.data-directory` while another instance lives. */
export const lockDirectory = async (runDirectory: string): Promise<DirectoryLock> => {
  mkdirSync(runDirectory, { recursive: true, mode: 0o700 })
  const path = join(runDirectory, 'lock.sock')
  const draft = join(runDirectory, `lock.${process.pid}`)
  rmSync(draft, { force: true })
  const server = await listen(draft)
  try {
    await takeName(draft, path)
  } catch (error) {
    await close(server)
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return {
    release: async () => {
      rmSync(path, { force: true })
      await close(server)
    },
  }
}

/** True while some instance holds the directory; takes nothing. */
export const isDirectoryLocked = (runDirectory: string): Promise<boolean> => answers(join(runDirectory, 'lock.sock'))

/** `link` succeeds for one of several that try at once. A dead holder's name is moved away, looked at once more, removed. */
const takeName = async (draft: string, path: string): Promise<void> => {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (tryLink(draft, path)) return
    if (await answers(path)) throw inUse()
    const aside = `${draft}.stale`
    if (!tryRename(path, aside)) continue
    const isAlive = await answers(aside)
    if (isAlive) tryLink(aside, path) // somebody took the name between the two looks: give it back
    rmSync(aside, { force: true })
    if (isAlive) throw inUse()
  }
  throw inUse()
}

const tryLink = (from: string, to: string): boolean => attempted(() => linkSync(from, to), 'EEXIST')
const tryRename = (from: string, to: string): boolean => attempted(() => renameSync(from, to), 'ENOENT')

const attempted = (work: () => void, expected: string): boolean => {
  try {
    work()
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === expected) return false
    throw error
  }
}

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

const listen = (path: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', reject)
    server.listen(path, () => resolve(server))
  })

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))

const inUse = (): AppError<ErrorCode> => new AppError<ErrorCode>('busy.data-directory')
