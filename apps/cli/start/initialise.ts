/**
 * The first start: the signer makes its keys and invites the first staff, and prints one JSON line. The line is kept,
 * readable by its owner alone, until the links have been shown: a start that fails later must not lose them.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { plannedAuthorityIds } from '@certhall/ca/key/authority-plan'
import type { Config } from '../config.ts'
import { runSignerProgram } from '../signer-program.ts'
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
    const output = await progress.step(texts[config.language].initialise, () =>
      runSignerProgram({ entry, environment, mode: config.mode, step: 'initialise' }),
    )
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

interface InitialiseOutput {
  readonly invitations?: readonly Invitation[]
  /** Authorities that could not be made yet. */
  readonly missing?: readonly string[]
}

const parseOutput = (text: string): InitialiseOutput => {
  const line =
    text
      .trim()
      .split('\n')
      .findLast((each) => each.startsWith('{')) ?? '{}'
  return JSON.parse(line) as InitialiseOutput
}
