/**
 * The hall as one thing: lock, database, keys at the first start, then signer, responder and server, in this order, and
 * down again in the other. What started is stopped, whatever happened in between.
 */
import { mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Program, SettingName } from '@certhall/contract/configuration/settings'
import type { Clock } from '@certhall/kernel/clock'
import type { Log } from '@certhall/kernel/log'
import { jsonLog } from '@certhall/kernel/log'
import type { Config } from '../config.ts'
import type { DirectoryLock } from '../wire.ts'
import { chooseRunDirectory, lockDirectory } from '../wire.ts'
import type { HallDatabase } from './database.ts'
import { keepLogsSmall } from './keep-logs-small.ts'
import { openHallDatabase } from './database.ts'
import { isClientWanted, prepareClient } from './evaluation-client.ts'
import type { Invitation } from './initialise.ts'
import { forgetInvitations, initialise } from './initialise.ts'
import { refuseTakenPort } from './ports.ts'
import type { SupervisedProgram } from './program.ts'
import { superviseProgram } from './program.ts'
import type { Progress } from './progress.ts'
import { texts } from './texts.ts'

export interface HallOptions {
  readonly config: Config
  readonly clock: Clock
  readonly progress: Progress
  /** Where the programs lie; the neighbours of this one. */
  readonly programsDirectory?: string
}

export interface OpenedHall {
  readonly invitations: readonly Invitation[]
  readonly runDirectory: string
  /** The client with its software UKEY runs beside the hall. */
  readonly hasClient: boolean
}

export interface Hall {
  readonly open: () => Promise<OpenedHall>
  /** Once the links stand on the terminal they are nowhere else. */
  readonly forgetInvitations: () => void
  readonly stop: (immediately: boolean) => Promise<void>
}

export const openHall = ({ config, clock, progress, programsDirectory = join(import.meta.dirname, '..', '..') }: HallOptions): Hall => {
  const entryOf = (program: string, file: string): string => join(programsDirectory, program, file)
  const text = texts[config.language]
  const programs: SupervisedProgram[] = []
  let lock: DirectoryLock | undefined
  let database: HallDatabase | undefined
  let opening: Promise<unknown> = Promise.resolve()
  let isStopping = false
  let stopLooking = (): void => {}

  const open = async (): Promise<OpenedHall> => {
    lock = await lockDirectory(chooseRunDirectory(config.dataDirectory))
    const runDirectory = chooseRunDirectory(config.dataDirectory, config.runDirectory)
    await refuseTakenPort(config.host, config.port, 'CERTHALL_PORT')
    await refuseTakenPort(config.host, config.responderPort, 'CERTHALL_RESPONDER_PORT')
    const logs = join(config.dataDirectory, 'logs')
    mkdirSync(logs, { recursive: true, mode: 0o700 })
    const log = fileLog(join(logs, 'supervisor.log'), clock, config)
    stopLooking = keepLogsSmall(logs, log)
    database = await openHallDatabase({ config, runDirectory, progress, log })
    const environmentFor = (program: Program) => config.environmentFor(program, resolvedSettings(config, runDirectory, database))
    const first = { config, environment: environmentFor('signer'), entry: entryOf('signer', 'initialise.ts'), progress }
    const invitations = isStopping ? [] : await initialise(first)
    const run = async (name: keyof typeof text.programs, environment: Record<string, string>): Promise<void> => {
      const [entry, logPath] = [entryOf(name, 'main.ts'), join(logs, `${name}.log`)]
      const program = superviseProgram({ name, entry, environment, logPath, clock, log })
      programs.push(program)
      await progress.step(text.programs[name], program.start)
    }
    for (const name of order) if (!isStopping) await run(name, environmentFor(name))
    const startClient = async (): Promise<boolean> => {
      if (isStopping || !isClientWanted(config)) return false
      const settings = await prepareClient(config)
      await run('client', config.environmentFor('client', settings))
      return true
    }
    // The hall is whole without it: another client may hold all its ports.
    const hasClient = await startClient().catch((error: unknown) => {
      log.warn('the client did not start', { error })
      return false
    })
    return { invitations, runDirectory, hasClient }
  }
  return {
    open: () => {
      const opened = open()
      opening = opened.catch(() => {})
      return opened
    },
    forgetInvitations: () => forgetInvitations(config.dataDirectory),
    stop: async (immediately) => {
      isStopping = true
      for (const program of programs.toReversed()) await program.stop(immediately)
      if (!immediately) await opening // a step under way ends first, so that nothing starts behind us
      await database?.stop(immediately)
      stopLooking()
      await lock?.release()
    },
  }
}

const order = ['signer', 'responder', 'server'] as const

type Resolved = Partial<Record<SettingName, string>>

const resolvedSettings = (config: Config, runDirectory: string, database: HallDatabase | undefined): Resolved => ({
  CERTHALL_DATA: config.dataDirectory,
  CERTHALL_RUN_DIR: runDirectory,
  CERTHALL_MODE: config.mode,
  CERTHALL_HOST: config.host,
  CERTHALL_PORT: String(config.port),
  CERTHALL_RESPONDER_PORT: String(config.responderPort),
  CERTHALL_RESPONDER_PROCESSES: String(config.responderProcesses),
  CERTHALL_PUBLIC_URL: config.publicUrl,
  ...(database === undefined
    ? {}
    : {
        CERTHALL_DATABASE_URL: database.serverUrl,
        CERTHALL_SIGNER_DATABASE_URL: database.signerUrl,
        CERTHALL_RESPONDER_DATABASE_URL: database.responderUrl,
      }),
})

const fileLog = (path: string, clock: Clock, config: Config): Log => {
  const descriptor = openSync(path, 'a', 0o600)
  const write = (line: string): void => {
    try {
      writeSync(descriptor, line)
    } catch {
      // A full disk takes the line, not the supervisor: programs must be started again when there is room.
    }
  }
  return jsonLog('supervisor', write, clock.nowMs, config.logLevel)
}
