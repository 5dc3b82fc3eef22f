/** The registration database for a command: that of the running hall, the operator's own, or the cluster started for this once. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Config } from './config.ts'
import {
  chooseRunDirectory, type Database, isDirectoryLocked, lockDirectory, openDatabase, type RegistrationSchema, startEmbeddedPostgres,
} from './wire.ts'

type Work<Result> = (database: Database<RegistrationSchema>) => Promise<Result>

export const withRegistrationDatabase = async <Result>(config: Config, work: Work<Result>): Promise<Result> => {
  if (config.databases !== undefined) return withDatabase(config.databases.serverUrl, work)
  const runDirectory = chooseRunDirectory(config.dataDirectory, config.runDirectory)
  const lockPlace = chooseRunDirectory(config.dataDirectory)
  if (await isDirectoryLocked(lockPlace)) return withDatabase(runningUrl(config.dataDirectory, runDirectory), work)
  const lock = await lockDirectory(lockPlace)
  try {
    const postgres = await startEmbeddedPostgres({
      dataDirectory: config.dataDirectory, runDirectory, searchPath: config.searchPath,
      ...(config.postgresPrograms === undefined ? {} : { programsDirectory: config.postgresPrograms }),
    })
    try {
      return await withDatabase(postgres.serverUrl, work)
    } finally {
      await postgres.stop()
    }
  } finally {
    await lock.release()
  }
}

const withDatabase = async <Result>(url: string, work: Work<Result>): Promise<Result> => {
  const database = openDatabase<RegistrationSchema>(url, { max: 2, applicationName: 'certhall-cli', statementTimeoutMs: 600_000 })
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

/** The account's password lies in the data directory; who may read it may do what the server may. */
const runningUrl = (dataDirectory: string, runDirectory: string): string => {
  try {
    const text = readFileSync(join(dataDirectory, 'secrets', 'database-certhall_server.json'), 'utf8')
    const { role, password } = JSON.parse(text) as { role: string; password: string }
    return `postgresql://${role}:${password}@/certhall?host=${encodeURIComponent(join(runDirectory, 'postgres'))}`
  } catch (cause) {
    throw new AppError<ErrorCode>('internal.configuration', { detail: { setting: 'CERTHALL_DATA', reason: 'secret-file' }, cause })
  }
}
