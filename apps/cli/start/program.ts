/**
 * One supervised program: started, waited for until it says `ready`, started again with growing pauses when it dies,
 * stopped when asked. It watches its channel and ends by itself when the supervisor is gone.
 */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs'
import type { ErrorCode } from '@certhall/contract/errors'
import { isErrorCode } from '@certhall/contract/errors'
import type { AppErrorOptions } from '@certhall/kernel/app-error'
import { AppError } from '@certhall/kernel/app-error'
import type { Clock } from '@certhall/kernel/clock'
import type { Log } from '@certhall/kernel/log'
import { logLimitBytes, shorten } from './keep-logs-small.ts'

export interface ProgramOptions {
  readonly name: string
  /** The file that Node runs. */
  readonly entry: string
  readonly environment: Readonly<Record<string, string>>
  readonly logPath: string
  readonly clock: Clock
  readonly log: Log
}

export interface SupervisedProgram {
  readonly name: string
  /** Settles when the program is ready for the first time, or fails with what it said. */
  readonly start: () => Promise<void>
  readonly stop: (immediately: boolean) => Promise<void>
}

export const superviseProgram = (options: ProgramOptions): SupervisedProgram => {
  let current: Attempt | undefined
  let isStopping = false
  let pause: Pause | undefined

  const watch = (attempt: Attempt, failures: number): void => {
    const readyMs = options.clock.nowMs()
    void attempt.ended.then(async (how) => {
      if (isStopping) return
      const count = options.clock.nowMs() - readyMs > settledMs ? 0 : failures
      options.log.error('program ended, starting it again', { name: options.name, how, failures: count })
      await again(count)
    })
  }
  const again = async (failures: number): Promise<void> => {
    for (let count = failures; !isStopping; count += 1) {
      pause = startPause(Math.min(firstPauseMs * 2 ** count, longestPauseMs))
      await pause.over
      if (isStopping) return
      let attempt: Attempt | undefined
      try {
        // In the try as well: no descriptor or no disk left for the log must not end the supervisor.
        attempt = launch(options)
        current = attempt
        await attempt.ready
        options.log.info('program ready again', { name: options.name })
        return watch(attempt, count + 1)
      } catch (error) {
        options.log.error('program failed to start again', { name: options.name, error })
        await attempt?.stop(true)
      }
    }
  }
  return {
    name: options.name,
    start: async () => {
      current = launch(options)
      await current.ready
      watch(current, 0)
    },
    stop: async (immediately) => {
      isStopping = true
      pause?.end()
      await current?.stop(immediately)
    },
  }
}

interface Attempt {
  readonly ready: Promise<void>
  readonly ended: Promise<string>
  readonly stop: (immediately: boolean) => Promise<void>
}

const launch = (options: ProgramOptions): Attempt => {
  const { descriptor, offset } = openLog(options.logPath)
  // A session of its own: Ctrl-C reaches the supervisor only, which stops the programs in order.
  const child = spawn(process.execPath, [options.entry], {
    env: { ...options.environment },
    stdio: ['ignore', descriptor, descriptor, 'ipc'],
    detached: true,
  })
  closeSync(descriptor)
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`))
    child.once('error', (error) => resolve(error.message))
  })
  const ready = new Promise<void>((resolve, reject) => {
    let hasSpoken = false
    child.on('message', (message) => {
      const said = message as Said
      hasSpoken ||= said.type === 'ready' || said.type === 'failed'
      if (said.type === 'ready') resolve()
      if (said.type === 'failed') reject(failureOf(options, said))
    })
    void Promise.all([ended, drained(child)]).then(([how]) => {
      if (!hasSpoken) reject(silentEnd(options, how, offset))
    })
  })
  ready.catch(() => {}) // looked at by whoever waits; a program that ends after it was ready rejects nothing
  return { ready, ended, stop: (immediately) => stopChild(child, ended, immediately) }
}

/** The last message may arrive after the exit: only a closed channel is empty. */
const drained = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('disconnect', () => resolve())
    child.once('error', () => resolve())
  })

const stopChild = async (child: ChildProcess, ended: Promise<string>, immediately: boolean): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  if (!immediately) {
    child.kill('SIGTERM')
    const pause = startPause(stopPatienceMs)
    await Promise.race([ended, pause.over])
    pause.end()
  }
  child.kill('SIGKILL')
  await ended
}

interface Said {
  readonly type?: unknown
  readonly code?: unknown
  /** A sentence, or the safe facts of the error as a JSON object. */
  readonly message?: unknown
  readonly detail?: unknown
}

const failureOf = (options: ProgramOptions, said: Said): AppError<ErrorCode> => {
  const facts = typeof said.detail === 'object' && said.detail !== null ? (said.detail as AppErrorOptions['detail']) : factsOf(said.message)
  const code: ErrorCode = typeof said.code === 'string' && isErrorCode(said.code) ? said.code : 'internal.unexpected'
  const isSentence = facts === undefined && typeof said.message === 'string' && said.message !== code
  return new AppError<ErrorCode>(code, {
    detail: { ...facts, program: options.name, log: options.logPath },
    ...(isSentence ? { cause: new Error(String(said.message)) } : {}),
  })
}

const factsOf = (message: unknown): AppErrorOptions['detail'] | undefined => {
  if (typeof message !== 'string' || !message.startsWith('{')) return undefined
  try {
    return JSON.parse(message) as NonNullable<AppErrorOptions['detail']>
  } catch {
    return undefined
  }
}

const silentEnd = (options: ProgramOptions, how: string, offset: number): AppError<ErrorCode> => {
  const detail = { program: options.name, ended: how, log: options.logPath }
  return new AppError<ErrorCode>('internal.unexpected', { detail, cause: new Error(lastWords(options.logPath, offset)) })
}

const lastWords = (path: string, offset: number): string => {
  try {
    const written = readFileSync(path)
    // Shortened meanwhile: all of it is younger than the start.
    return written
      .subarray(offset <= written.length ? offset : 0)
      .toString('utf8')
      .trim()
      .split('\n')
      .slice(-15)
      .join('\n')
  } catch (error) {
    // Whoever removed the log took the words with it; that the program ended must be told all the same.
    return String(error)
  }
}

/** To a file and not through us: a program must be able to write its last words when the supervisor is gone. */
const openLog = (path: string): { readonly descriptor: number; readonly offset: number } => {
  if (existsSync(path)) shorten(path, logLimitBytes)
  const offset = existsSync(path) ? statSync(path).size : 0
  return { descriptor: openSync(path, 'a', 0o600), offset }
}

interface Pause {
  readonly over: Promise<void>
  readonly end: () => void
}

const startPause = (pauseMs: number): Pause => {
  let end = (): void => {}
  const over = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, pauseMs)
    end = () => {
      clearTimeout(timer)
      resolve()
    }
  })
  return { over, end: () => end() }
}

const firstPauseMs = 200
const longestPauseMs = 30_000
const settledMs = 60_000
const stopPatienceMs = 10_000
