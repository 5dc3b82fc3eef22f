/**
 * The first start: the signer makes its keys and invites the first staff, and prints one JSON line. The line is kept,
 * readable by its owner alone, until the links have been shown: a start that fails later must not lose them.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { plannedAuthorityIds } from '@certhall/ca/key/authority-plan'
import type { ErrorCode } from '@certhall/contract/errors'
import { isErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Config } from '../config.ts'
import type { Progress } from './progress.ts'
import { texts } from './texts.ts'

export interface Invitation {
  readonly name: string
  readonly roles: readonly string[]
  readonly token: string
}

export interface InitialiseOptions {
  readonly config: Config
  readonly environment: Readonly<Record<string, string>>
  readonly entry: string
  readonly progress: Progress
}

/**
 * Gives the invitations that have not been shown yet; none at later starts. `entry` is safe to run again, and is run again
 * when this version plans authorities that the data directory does not have.
 */
export const initialise = async ({ config, environment, entry, progress }: InitialiseOptions): Promise<readonly Invitation[]> => {
  mkdirSync(join(config.dataDirectory, 'secrets'), { recursive: true, mode: 0o700 })
  const done = donePath(config.dataDirectory)
  const kept = keptPath(config.dataDirectory)
  if (!isFinished(done)) {
    const output = await progress.step(texts[config.language].initialise, () => run(entry, environment, config.mode))
    const { invitations = [], missing = [] } = parseOutput(output)
    // A run that found a finished hierarchy invites nobody; what an earlier run left to show stays.
    if (invitations.length > 0 || !existsSync(kept)) writeWhole(kept, JSON.stringify({ invitations }))
    writeWhole(done, JSON.stringify({ authorities: plannedAuthorityIds.filter((authorityId) => !missing.includes(authorityId)) }))
  }
  return existsSync(kept) ? (parseOutput(readFileSync(kept, 'utf8')).invitations ?? []) : []
}

export const forgetInvitations = (dataDirectory: string): void => rmSync(keptPath(dataDirectory), { force: true })

/** Before authorities were noted, the file said no more than that the first ones were made. */
const isFinished = (path: string): boolean => {
  if (!existsSync(path)) return false
  const { authorities = [] } = JSON.parse(readFileSync(path, 'utf8')) as { authorities?: readonly string[] }
  return plannedAuthorityIds.every((authorityId) => authorities.includes(authorityId))
}

const donePath = (dataDirectory: string): string => join(dataDirectory, 'initialised.json')
const keptPath = (dataDirectory: string): string => join(dataDirectory, 'secrets', 'invitations-to-show.json')

const writeWhole = (path: string, text: string): void => {
  writeFileSync(`${path}.new`, `${text}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

/** In production the terminal stays the program's own: the passphrase of the root key is asked for. */
const run = (entry: string, environment: Readonly<Record<string, string>>, mode: Config['mode']): Promise<string> =>
  new Promise((resolve, reject) => {
    const terminal = mode === 'production' ? ('inherit' as const) : undefined
    const stdio = [terminal ?? 'ignore', 'pipe' as const, terminal ?? 'pipe', 'ipc' as const] as const
    const child = spawn(process.execPath, [entry], { env: { ...environment }, stdio: [...stdio] })
    let output = ''
    let complaint = ''
    let said: { readonly code?: unknown; readonly message?: unknown } = {}
    // Decoded by the stream: a name may be cut between two chunks.
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (complaint += chunk))
    child.on('message', (message) => (said = message as typeof said))
    child.once('error', reject)
    child.once('close', (exitCode) => {
      if (exitCode === 0) return resolve(output)
      const code: ErrorCode = typeof said.code === 'string' && isErrorCode(said.code) ? said.code : 'internal.unexpected'
      const reason = typeof said.message === 'string' ? said.message : complaint.trim()
      reject(new AppError<ErrorCode>(code, { detail: { program: 'signer', step: 'initialise' }, cause: new Error(reason) }))
    })
  })

interface InitialiseOutput {
  readonly invitations?: readonly Invitation[]
  /** Authorities that could not be made yet. */
  readonly missing?: readonly string[]
}

const parseOutput = (text: string): InitialiseOutput => {
  const line = text.trim().split('\n').findLast((each) => each.startsWith('{')) ?? '{}'
  return JSON.parse(line) as InitialiseOutput
}
