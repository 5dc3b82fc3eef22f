/** The parent's side of one child: what it is started with, and the watchdog over each call. */
import { type ChildProcess, spawn } from 'node:child_process'
import { userInfo } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { TokenErrorCode } from '@certhall/contract/client/vocabulary'
import { AppError } from '@certhall/kernel/app-error'
import type { DriverOrder } from './driver-order.ts'
import type { HostCall } from './messages.ts'

/** What runs as a host. A packed client names its own file through hostProgramOf, which keeps the permissions. */
export interface HostProgram {
  readonly path: string
  readonly args: readonly string[]
}

export interface HostProcess {
  /** One at a time. The raw answer, or DRIVER_TIMEOUT (the child is killed), or DRIVER_CRASHED. */
  readonly ask: (call: HostCall, args: unknown, limitMs: number) => Promise<unknown>
  readonly isOver: () => boolean
  readonly kill: () => void
}

export const startHost = (
  order: DriverOrder,
  program: HostProgram | undefined,
  environment: Readonly<Record<string, string>>,
): HostProcess => {
  const { path, args } = program ?? hostProgramOf(order, fileURLToPath(new URL('host-main.ts', import.meta.url)))
  // Nothing of the parent's environment goes along; a vendor's library looks for its settings in the home folder.
  const child = spawn(path, args, {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    windowsHide: true,
    env: { HOME: userInfo().homedir, ...environment },
  })
  return watched(child)
}

/**
 * Node's permission model keeps the JavaScript of a host from starting programs and threads, and from writing outside
 * the folder of a software UKEY. It does not bind native code: against a library that is hostile, not merely bad, only
 * the check of its owner and digest helps (docs/security).
 */
export const hostProgramOf = (order: DriverOrder, mainFile: string): HostProgram => ({
  path: process.execPath,
  args: [
    '--no-warnings',
    '--permission',
    '--allow-fs-read=*',
    order.kind === 'soft' ? `--allow-fs-write=${order.folder}` : '--allow-addons',
    mainFile,
  ],
})

interface Pending {
  readonly id: number
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: AppError<TokenErrorCode>) => void
}

const watched = (child: ChildProcess): HostProcess => {
  let isOver = false
  let count = 0
  let pending: Pending | undefined
  const end = (code: TokenErrorCode): void => {
    isOver = true
    child.kill('SIGKILL')
    pending?.reject(new AppError(code))
    pending = undefined
  }
  const killWithUs = (): void => void child.kill('SIGKILL')
  process.once('exit', killWithUs)
  child.once('exit', () => {
    process.off('exit', killWithUs)
    end('DRIVER_CRASHED')
  })
  child.on('error', () => end('DRIVER_CRASHED'))
  child.once('disconnect', () => end('DRIVER_CRASHED'))
  child.on('message', (message) => {
    // Whatever nobody asked for is dropped.
    if (pending === undefined || idOf(message) !== pending.id) return
    pending.resolve(message)
    pending = undefined
  })
  const ask: HostProcess['ask'] = (call, args, limitMs) => {
    if (isOver) return Promise.reject(new AppError<TokenErrorCode>('DRIVER_CRASHED'))
    const asked = new Promise<unknown>((resolve, reject) => {
      count += 1
      pending = { id: count, resolve, reject }
      child.send({ id: count, call, args }, (error) => error !== null && end('DRIVER_CRASHED'))
    })
    const watchdog = setTimeout(() => end('DRIVER_TIMEOUT'), limitMs)
    return asked.finally(() => clearTimeout(watchdog))
  }
  return { ask, isOver: () => isOver, kill: () => end('DRIVER_CRASHED') }
}

const idOf = (message: unknown): unknown => (typeof message === 'object' && message !== null && 'id' in message ? message.id : undefined)
