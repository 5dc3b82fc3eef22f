/**
 * The server of a supervisor that was killed goes on alone. It is stopped before a new one starts, so that the running
 * one is always our child; the data directory's lock says that nobody else is its supervisor.
 */
import { existsSync, readFileSync, readlinkSync, realpathSync, rmSync, statSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { platform } from 'node:os'
import { join } from 'node:path'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'

/** Gives true when there was one. A process that only inherited the number of a dead server is left alone. */
export const stopOrphan = async (clusterDirectory: string, stopping: () => void = () => {}): Promise<boolean> => {
  const pid = recordedPid(clusterDirectory)
  if (pid === undefined || !servesCluster(pid, clusterDirectory)) return false
  stopping()
  for (const [signal, patienceMs] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    process.kill(pid, signal)
    if (await endsWithin(pid, clusterDirectory, patienceMs)) return true
  }
  throw new AppError<ErrorCode>('busy.data-directory', { detail: { pid } })
}

/** Removes the lock files of a server that is gone but whose number another process has now; true when there was one. */
export const clearStaleLock = (clusterDirectory: string): boolean => {
  const pid = recordedPid(clusterDirectory)
  if (pid === undefined || servesCluster(pid, clusterDirectory)) return false
  rmSync(join(clusterDirectory, 'postmaster.pid'), { force: true })
  return true
}

const recordedPid = (clusterDirectory: string): number | undefined => {
  const path = join(clusterDirectory, 'postmaster.pid')
  if (!existsSync(path)) return undefined
  const pid = Number(readFileSync(path, 'utf8').split('\n')[0])
  return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined
}

/** A postmaster works inside its cluster directory: that names it better than its command line. */
const servesCluster = (pid: number, clusterDirectory: string): boolean => {
  try {
    if (platform() === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(clusterDirectory) && !isZombie(pid)
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(clusterDirectory)
  } catch (error) {
    // Without the right to trace, root may not read the link; the account, the program and the number must do then.
    return error instanceof Error && 'code' in error && error.code === 'EACCES' && looksLikeServer(pid, clusterDirectory)
  }
}

const looksLikeServer = (pid: number, clusterDirectory: string): boolean => {
  try {
    const [program = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return program.endsWith('/postgres') && statSync(`/proc/${pid}`).uid === statSync(clusterDirectory).uid
  } catch {
    return false // it has just ended
  }
}

const isZombie = (pid: number): boolean => /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))

const endsWithin = async (pid: number, clusterDirectory: string, patienceMs: number): Promise<boolean> => {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += pollMs) {
    if (!servesCluster(pid, clusterDirectory)) return true
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  return false
}

const pollMs = 20
