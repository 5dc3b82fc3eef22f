/** The hall's databases for a command: that of the running hall, the operator's own, or the cluster started for this once. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { type Clock, shiftedClock, systemClock } from '@certhall/kernel/clock'
import type { Config } from './config.ts'
import {
  chooseRunDirectory,
  clockOffset,
  type Database,
  isDirectoryLocked,
  lockDirectory,
  openDatabase,
  type RegistrationSchema,
  startEmbeddedPostgres,
} from './wire.ts'

/** `hallClock` reads the hall's time, which in evaluation may run ahead: what a command writes carries it. */
type Work<Result> = (database: Database<RegistrationSchema>, hallClock: () => Promise<Clock>) => Promise<Result>

interface Addresses {
  readonly serverUrl: string
  /** Of an account that may read the ledger. */
  readonly ledgerUrl: string
  /** Of the signer's own account. */
  readonly signerUrl: string
}

export const withRegistrationDatabase = <Result>(config: Config, work: Work<Result>): Promise<Result> =>
  withDatabases(config, (addresses) => withDatabase(config, addresses, work))

/** The signer's ledger, for programs of the signer that run to their end. */
export const withSignerDatabase = <Result>(config: Config, work: (signerUrl: string) => Promise<Result>): Promise<Result> =>
  withDatabases(config, ({ signerUrl }) => work(signerUrl))

const withDatabases = async <Result>(config: Config, inside: (addresses: Addresses) => Promise<Result>): Promise<Result> => {
  if (config.databases !== undefined) {
    const { serverUrl, signerUrl } = config.databases
    return inside({ serverUrl, ledgerUrl: signerUrl, signerUrl })
  }
  const runDirectory = chooseRunDirectory(config.dataDirectory, config.runDirectory)
  const lockPlace = chooseRunDirectory(config.dataDirectory)
  if (await isDirectoryLocked(lockPlace)) return inside(runningAddresses(config.dataDirectory, runDirectory))
  const lock = await lockDirectory(lockPlace)
  try {
    const postgres = await startEmbeddedPostgres({
      dataDirectory: config.dataDirectory,
      runDirectory,
      searchPath: config.searchPath,
      ...(config.postgresPrograms === undefined ? {} : { programsDirectory: config.postgresPrograms }),
    })
    try {
      return await inside({ serverUrl: postgres.serverUrl, ledgerUrl: postgres.responderUrl, signerUrl: postgres.signerUrl })
    } finally {
      await postgres.stop()
    }
  } finally {
    await lock.release()
  }
}

const withDatabase = async <Result>({ mode }: Config, { serverUrl, ledgerUrl }: Addresses, work: Work<Result>): Promise<Result> => {
  const database = openDatabase<RegistrationSchema>(serverUrl, { max: 2, applicationName: 'certhall-cli', statementTimeoutMs: 600_000 })
  try {
    return await work(database, async () => (mode === 'evaluation' ? evaluationClock(ledgerUrl) : systemClock))
  } finally {
    await database.close()
  }
}

const evaluationClock = async (ledgerUrl: string): Promise<Clock> => {
  const ledger = openDatabase<unknown>(ledgerUrl, { max: 1, applicationName: 'certhall-cli' })
  try {
    const offsetMs = await clockOffset(ledger.kysely).read()
    return shiftedClock(systemClock, () => offsetMs)
  } catch (error) {
    // No signer has run here yet, so nobody can have moved its clock.
    if (error instanceof AppError && error.detail['reason'] === 'no-table') return systemClock
    throw error
  } finally {
    await ledger.close()
  }
}

const runningAddresses = (dataDirectory: string, runDirectory: string): Addresses => ({
  serverUrl: runningUrl(dataDirectory, runDirectory, 'certhall_server', 'certhall'),
  ledgerUrl: runningUrl(dataDirectory, runDirectory, 'certhall_responder', 'certhall_ca'),
  signerUrl: runningUrl(dataDirectory, runDirectory, 'certhall_signer', 'certhall_ca'),
})

/** The account's password lies in the data directory; who may read it may do what the server may. */
const runningUrl = (dataDirectory: string, runDirectory: string, account: string, database: string): string => {
  try {
    const text = readFileSync(join(dataDirectory, 'secrets', `database-${account}.json`), 'utf8')
    const { role, password } = JSON.parse(text) as { role: string; password: string }
    return `postgresql://${role}:${password}@/${database}?host=${encodeURIComponent(join(runDirectory, 'postgres'))}`
  } catch (cause) {
    throw new AppError<ErrorCode>('internal.configuration', { detail: { setting: 'CERTHALL_DATA', reason: 'secret-file' }, cause })
  }
}
