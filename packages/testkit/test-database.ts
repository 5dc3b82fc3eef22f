/**
 * A real PostgreSQL database for one test file, cloned from a template that is migrated once a run. Call it in
 * `beforeAll`, `drop` it in `afterAll`.
 */
import { createHash } from 'node:crypto'
import { systemRandom } from '@certhall/kernel/random'
import { toHex } from '@certhall/kernel/bytes'
import type { Migrations } from '@certhall/store/migrator'
import { migrate } from '@certhall/store/migrator'
import { openDatabase } from '@certhall/store/transaction'
import { withClient } from '@certhall/store/postgres/roles'
import { inject } from 'vitest'
import type pg from 'pg'

export interface TestDatabase {
  /** Superuser address of this database alone. */
  readonly url: string
  readonly drop: () => Promise<void>
}

export interface TestDatabaseOptions {
  /** The schema the migrations keep their record in; `public` when left out. */
  readonly schema?: string
}

/** With migrations: a clone of the migrated template. Without: an empty database. */
export const testDatabase = async (migrations: Migrations = {}, options: TestDatabaseOptions = {}): Promise<TestDatabase> => {
  const server = inject('postgresUrl')
  const name = `test_${toHex(systemRandom.bytes(8))}`
  await withClient(server, async (client) => {
    const template = await ensureTemplate(client, server, migrations, options.schema ?? 'public')
    await client.query(`create database ${name} template ${template}`)
  })
  return {
    url: databaseUrl(server, name),
    drop: () => withClient(server, async (client) => void (await client.query(`drop database if exists ${name} with (force)`))),
  }
}

/** Test files run at the same time: one of them migrates, under a lock, the others wait and clone. */
const ensureTemplate = async (client: pg.Client, server: string, migrations: Migrations, schema: string): Promise<string> => {
  if (Object.keys(migrations).length === 0) return 'template0'
  const name = `template_${fingerprint(migrations, schema)}`
  await client.query('select pg_advisory_lock(hashtext($1))', [name])
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (rowCount !== 0) return name
    const draft = `${name}_draft`
    await client.query(`drop database if exists ${draft} with (force)`)
    await client.query(`create database ${draft} template template0`)
    const database = openDatabase<unknown>(databaseUrl(server, draft), { max: 2 })
    try {
      await migrate(database.kysely, migrations, { schema })
    } finally {
      await database.close()
    }
    await client.query(`alter database ${draft} rename to ${name}`)
    return name
  } finally {
    await client.query('select pg_advisory_unlock(hashtext($1))', [name])
  }
}

const fingerprint = (migrations: Migrations, schema: string): string =>
  createHash('sha256')
    .update(schema)
    .update(JSON.stringify(Object.entries(migrations).map(([name, migration]) => [name, String(migration.up)])))
    .digest('hex')
    .slice(0, 16)

const databaseUrl = (server: string, name: string): string => server.replace(/\/[a-z_]+\?/, `/${name}?`)
