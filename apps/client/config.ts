/** The settings of the client, read once. The only file of this program that reads the environment. */
import { readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { type SettingName, settingOf, unknownSettings } from '@certhall/contract/configuration/settings'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { LogLevel } from '@certhall/kernel/log'
import { isEvaluationOrigin, isHttpsOrigin } from './door/address.ts'
import { type OwnLibraryFacts, readOwnLibraries } from './own-libraries.ts'
import program from './package.json' with { type: 'json' }

export interface ClientConfig {
  /** Started by a hall in evaluation, with a software UKEY. */
  readonly isEvaluation: boolean
  readonly allowedOrigins: readonly string[]
  readonly ports: readonly number[]
  readonly stateFolder: string
  readonly authorities: string
  /** null: the catalogue that comes with the token package. */
  readonly catalogue: string | null
  /** Drivers that the owner of this computer names beside the catalogue's. */
  readonly ownLibraries: readonly OwnLibraryFacts[]
  /** What a packed client runs as driver host; null: the one of the token package. */
  readonly driverHost: string | null
  readonly logLevel: LogLevel
  readonly version: string
}

type Environment = Readonly<Record<string, string | undefined>>

export interface ConfigFiles {
  readonly originsFile: string
  /** May be missing. */
  readonly librariesFile: string
  /** Who must own it; root, but for tests. */
  readonly ownerUid: number
}

const installedFiles = (configFolder: string): ConfigFiles => ({
  originsFile: join(configFolder, 'origins.json'),
  librariesFile: join(configFolder, 'libraries.json'),
  ownerUid: 0,
})

export const readConfig = (environment: Environment = process.env, given?: ConfigFiles): ClientConfig => {
  const [unknown] = unknownSettings(environment)
  if (unknown !== undefined) throw wrong(unknown, 'unknown')
  const value = (name: SettingName): string | null => settingOf(environment, name) ?? null
  const packed = value('CERTHALL_CLIENT_PROGRAM')
  const configFolder = packed === null ? '/etc/certhall-client' : join(packed, 'config')
  const files = given ?? installedFiles(configFolder)
  const evaluationOrigin = value('CERTHALL_CLIENT_ORIGIN')
  if (evaluationOrigin !== null && !isEvaluationOrigin(evaluationOrigin))
    throw wrong('CERTHALL_CLIENT_ORIGIN', 'http://127.0.0.1:PORT and nothing else')
  return Object.freeze({
    isEvaluation: evaluationOrigin !== null,
    allowedOrigins: evaluationOrigin === null ? readOrigins(files) : [evaluationOrigin],
    ports: portsOf(value('CERTHALL_CLIENT_PORTS') ?? ''),
    stateFolder: resolve(
      value('CERTHALL_CLIENT_STATE') ?? join(environment['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'certhall-client'),
    ),
    authorities: resolve(value('CERTHALL_CLIENT_AUTHORITIES') ?? join(configFolder, 'authorities')),
    catalogue: value('CERTHALL_CLIENT_CATALOGUE') ?? (packed === null ? null : join(packed, 'catalogue.json')),
    ownLibraries: readLibraries(files),
    driverHost: packed === null ? null : join(packed, 'driver-host.mjs'),
    logLevel: levelOf(value('CERTHALL_LOG_LEVEL')),
    version: program.version,
  })
}

/** Written by the package or an administrator: whoever may change it decides which pages may ask. */
const readOrigins = ({ originsFile, ownerUid }: ConfigFiles): readonly string[] => {
  if (!isOwned(originsFile, ownerUid)) throw wrong(originsFile, 'missing')
  const origins = originsIn(readFileSync(originsFile, 'utf8'))
  if (origins?.length === 0) throw wrong(originsFile, 'names no hall: no page may ask this client')
  if (origins === undefined) throw wrong(originsFile, '{"origins":["https://…"]}: https, exactly as browsers write them')
  return origins
}

/** Whoever may change it decides which native code the client loads. */
const readLibraries = ({ librariesFile, ownerUid }: ConfigFiles): readonly OwnLibraryFacts[] => {
  if (!isOwned(librariesFile, ownerUid)) return []
  const libraries = readOwnLibraries(librariesFile)
  if (libraries === undefined) throw wrong(librariesFile, '{"libraries":[{"modelId":"…","path":"/…"}]}')
  return libraries
}

/** False when it is not there; refuses one that anybody but its owner may write. */
const isOwned = (path: string, ownerUid: number): boolean => {
  const facts = statSync(path, { throwIfNoEntry: false })
  if (facts !== undefined && process.platform !== 'win32' && (facts.uid !== ownerUid || (facts.mode & 0o022) !== 0))
    throw wrong(path, 'must belong to root and be writable by root alone')
  return facts !== undefined
}

const originsIn = (text: string): readonly string[] | undefined => {
  try {
    const { origins } = JSON.parse(text) as { origins?: unknown }
    return Array.isArray(origins) && origins.every((each) => typeof each === 'string' && isHttpsOrigin(each))
      ? (origins as string[])
      : undefined
  } catch {
    return undefined
  }
}

const portsOf = (text: string): readonly number[] => {
  const ports = text.split(',').map((part) => (/^\d{1,5}$/.test(part.trim()) ? Number(part) : Number.NaN))
  if (ports.length > 8 || ports.some((port) => !(port >= 1 && port <= 65_535)))
    throw wrong('CERTHALL_CLIENT_PORTS', '1 to 8 ports, separated by commas')
  return ports
}

const levelOf = (text: string | null): LogLevel => {
  const level = (['debug', 'info', 'warn', 'error'] as const).find((each) => each === text)
  if (level === undefined) throw wrong('CERTHALL_LOG_LEVEL', 'debug, info, warn or error')
  return level
}

const wrong = (setting: string, reason: string): AppError<ErrorCode> =>
  new AppError<ErrorCode>('internal.configuration', { detail: { setting, reason } })
