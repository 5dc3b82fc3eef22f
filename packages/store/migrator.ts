/**
 * Forward migrations at start, once, whoever starts first: numbered TypeScript modules under Kysely's migrator, all in
 * one transaction. A schema that this code does not know is refused: it was written by a newer version.
 */
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Log } from '@certhall/kernel/log'
import { silentLog } from '@certhall/kernel/log'
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { Migrator } from 'kysely/migration'
import { databaseError, reading, sqlState } from './transaction.ts'

/** `0001-applications` → its module; the names sort in the order they run and never change once released. */
export type Migrations = Readonly<Record<string, Migration>>

export interface MigrateOptions {
  readonly schema: string
  readonly log?: Log
}

/** Gives the names of the migrations that ran now; none when the schema is up to date. */
export const migrate = async <Schema>(
  database: Kysely<Schema>,
  migrations: Migrations,
  options: MigrateOptions,
): Promise<readonly string[]> => {
  await refuseNewerSchema(database, migrations, options.schema)
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    migrationTableName,
    migrationLockTableName,
    migrationTableSchema: options.schema,
  })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error !== undefined) {
    const failed = results.find((result) => result.status === 'Error')?.migrationName
    const known = databaseError(error)
    if (known instanceof AppError) throw known
    throw new AppError<ErrorCode>('internal.unexpected', { detail: { reason: 'migration-failed', migration: failed ?? '' }, cause: error })
  }
  const ran = results.filter((result) => result.status === 'Success').map((result) => result.migrationName)
  if (ran.length > 0) (options.log ?? silentLog).info('schema migrated', { schema: options.schema, migrations: ran })
  return ran
}

/** The migrations a database has seen, oldest first; empty for a new database. */
export const executedMigrations = async <Schema>(database: Kysely<Schema>, schema: string): Promise<readonly string[]> => {
  const table = sql.id(schema, migrationTableName)
  try {
    const { rows } = await reading(() => sql<{ name: string }>`select name from ${table} order by name`.execute(database))
    return rows.map((row) => row.name)
  } catch (error) {
    // 42P01 no such table, 3F000 no such schema: nothing has run yet.
    if (sqlState(error) === '42P01' || sqlState(error) === '3F000') return []
    throw error
  }
}

const refuseNewerSchema = async <Schema>(database: Kysely<Schema>, migrations: Migrations, schema: string): Promise<void> => {
  const unknown = (await executedMigrations(database, schema)).find((name) => !(name in migrations))
  if (unknown === undefined) return
  const newest = Object.keys(migrations).sort().at(-1) ?? 'none'
  throw new AppError<ErrorCode>('internal.schema-newer', { detail: { found: unknown, newestKnown: newest } })
}

const migrationTableName = 'schema_migration'
const migrationLockTableName = 'schema_migration_lock'
