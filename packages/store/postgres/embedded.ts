/**
 * The embedded PostgreSQL: a native server as our child, its cluster in the data directory, reachable through one Unix
 * socket only. Survives `kill -9` of everything: the next start stops the orphan and lets PostgreSQL recover.
 */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Log } from '@certhall/kernel/log'
import { silentLog } from '@certhall/kernel/log'
import type { Random } from '@certhall/kernel/random'
import { systemRandom } from '@certhall/kernel/random'
import type { Account } from './account.ts'
import { chooseAccount } from './account.ts'
import type { Programs } from './programs.ts'
import { choosePrograms } from './programs.ts'
import { createCluster, enforcedSettings, writeAccessRules } from './cluster.ts'
import { refuseUnsafeSettings } from './durability.ts'
import { clearStaleLock, stopOrphan } from './orphan.ts'
import type { DatabaseUrls } from './roles.ts'
import { prepareDatabases, superuserUrl, waitUntilReady } from './roles.ts'
import { databaseError } from '../transaction.ts'

export interface EmbeddedOptions {
  readonly dataDirectory: string
  /** Holds `postgres/.s.PGSQL.5432`; its path must leave room for that within the 107 bytes of a socket address. */
  readonly runDirectory: string
  /** CERTHALL_POSTGRES_BIN: only these programs. */
  readonly programsDirectory?: string
  /** PATH of the environment, to find the system's programs. */
  readonly searchPath?: string
  readonly log?: Log
  /** Told when a long step begins: `initialise`, `recover`. */
  readonly progress?: (step: 'initialise' | 'start' | 'recover' | 'stop-orphan') => void
  readonly random?: Random
  /** For throw-away clusters of tests: nothing is synced, a power cut costs everything. */
  readonly dangerouslyWithoutSync?: boolean
}

export interface EmbeddedPostgres extends DatabaseUrls {
  readonly superuserUrl: string
  readonly version: string
  readonly pid: number
  /** Settles when the server ends, asked or not. */
  readonly ended: Promise<void>
  /** Fast shutdown; `immediately` skips the checkpoint (the next start recovers). */
  readonly stop: (immediately?: boolean) => Promise<void>
}

export const startEmbeddedPostgres = async (options: EmbeddedOptions): Promise<EmbeddedPostgres> => {
  const random = options.random ?? systemRandom
  const directories = prepareDirectories(options)
  const account = chooseAccount(directories.cluster)
  account.own(directories.socket)
  const programs = choosePrograms({ ...options, clusterDirectory: directories.cluster, account })
  await stopOrphan(directories.cluster, () => options.progress?.('stop-orphan'))
  if (!existsSync(directories.cluster)) {
    options.progress?.('initialise')
    await createCluster({
      programs,
      account,
      clusterDirectory: directories.cluster,
      dangerouslyWithoutSync: options.dangerouslyWithoutSync === true,
    })
  }
  account.own(directories.cluster)
  writeAccessRules(directories.cluster, account)

  options.progress?.('start')
  const running = await launch({ options, programs, account, directories })
  const superuser = superuserUrl(directories.socket)
  try {
    if (options.dangerouslyWithoutSync !== true) await refuseUnsafeSettings(superuser)
    const urls = await prepareDatabases({
      superuser,
      socketDirectory: directories.socket,
      secretsDirectory: join(options.dataDirectory, 'secrets'),
      random,
    })
    ;(options.log ?? silentLog).info('embedded PostgreSQL ready', {
      version: running.version,
      source: programs.source,
      account: account.name,
    })
    return { ...urls, superuserUrl: superuser, version: running.version, pid: running.pid, ended: running.ended, stop: running.stop }
  } catch (error) {
    await running.stop(true)
    throw databaseError(error)
  }
}

interface Launch {
  readonly options: EmbeddedOptions
  readonly programs: Programs
  readonly account: Account
  readonly directories: Directories
}

/** Backends of a killed server may hold its memory a moment longer; then the start is tried again. */
const launch = async ({ options, programs, account, directories }: Launch): Promise<Running & { readonly version: string }> => {
  for (let attempt = 1; ; attempt += 1) {
    for (const name of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) rmSync(join(directories.socket, name), { force: true })
    const logFile = openLogFile(join(options.dataDirectory, 'logs'))
    const server = spawnServer({ options, programs, account, directories }, logFile.descriptor)
    closeSync(logFile.descriptor)
    const running = supervise(server)
    try {
      const version = await waitUntilReady(superuserUrl(directories.socket), running.hasEnded, () => options.progress?.('recover'))
      return { ...running, version }
    } catch (error) {
      await running.stop(true)
      const written = readFileSync(logFile.path).subarray(logFile.offset).toString('utf8').trim()
      if (attempt >= launchAttempts || !isPassing(written, directories.cluster)) throw explainStart(error, written)
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }
}

const isPassing = (written: string, clusterDirectory: string): boolean =>
  /pre-existing shared memory block/.test(written) ||
  (/lock file "postmaster.pid" already exists/.test(written) && clearStaleLock(clusterDirectory))

interface Directories {
  readonly cluster: string
  readonly socket: string
}

const prepareDirectories = (options: EmbeddedOptions): Directories => {
  const cluster = join(options.dataDirectory, 'postgres')
  const socket = join(options.runDirectory, 'postgres')
  for (const directory of [
    options.dataDirectory,
    options.runDirectory,
    join(options.dataDirectory, 'logs'),
    join(options.dataDirectory, 'secrets'),
    socket,
  ]) {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
  }
  return { cluster, socket }
}

const spawnServer = ({ options, programs, account, directories }: Launch, logDescriptor: number): ChildProcess => {
  const entry = account.enter([directories.cluster, directories.socket])
  try {
    const [cluster = '', socket = ''] = entry.paths
    const settings = enforcedSettings({ socketDirectory: socket, dangerouslyWithoutSync: options.dangerouslyWithoutSync === true })
    // A session of its own: Ctrl-C at the terminal must reach the supervisor only, which stops things in order.
    return spawn(join(programs.programsDirectory, 'postgres'), ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])], {
      ...account.identity,
      cwd: '/',
      detached: true,
      env: { ...programs.environment },
      stdio: ['ignore', logDescriptor, logDescriptor, ...entry.descriptors],
    })
  } finally {
    entry.close()
  }
}

interface Running {
  readonly pid: number
  readonly hasEnded: () => boolean
  readonly ended: Promise<void>
  readonly stop: (immediately?: boolean) => Promise<void>
}

const supervise = (server: ChildProcess): Running => {
  let hasEnded = false
  const ended = new Promise<void>((resolve) => {
    const settle = (): void => {
      hasEnded = true
      resolve()
    }
    server.once('exit', settle)
    server.once('error', settle)
  })
  const signal = async (name: 'SIGINT' | 'SIGQUIT' | 'SIGKILL', patienceMs: number): Promise<void> => {
    if (hasEnded) return
    server.kill(name)
    let timer: NodeJS.Timeout | undefined
    await Promise.race([ended, new Promise((resolve) => (timer = setTimeout(resolve, patienceMs)))])
    clearTimeout(timer)
  }
  const stop = async (immediately = false): Promise<void> => {
    if (!immediately) await signal('SIGINT', 20_000)
    await signal('SIGQUIT', 5_000)
    await signal('SIGKILL', 5_000)
  }
  return { pid: server.pid ?? 0, hasEnded: () => hasEnded, ended, stop }
}

interface LogFile {
  readonly path: string
  readonly descriptor: number
  readonly offset: number
}

/** The server writes to a file, not to a pipe: it must not lose its log when the supervisor is killed. */
const openLogFile = (directory: string): LogFile => {
  const path = join(directory, 'postgres.log')
  if (existsSync(path) && statSync(path).size > logLimitBytes) renameSync(path, `${path}.1`)
  const offset = existsSync(path) ? statSync(path).size : 0
  return { path, descriptor: openSync(path, 'a', 0o600), offset }
}

const explainStart = (error: unknown, written: string): AppError<ErrorCode> => {
  const cause = new Error(written.split('\n').slice(-12).join('\n'), { cause: error })
  if (/No space left on device/.test(written)) return new AppError<ErrorCode>('busy.storage', { detail: { reason: 'disk-full' }, cause })
  if (/database files are incompatible/.test(written))
    return new AppError<ErrorCode>('internal.configuration', { detail: { reason: 'cluster-version' }, cause })
  return new AppError<ErrorCode>('internal.unexpected', { detail: { reason: 'postgres-start' }, cause })
}

const logLimitBytes = 10_000_000
const launchAttempts = 40
