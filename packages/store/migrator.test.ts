import { testDatabase } from '@certhall/testkit/test-database'
import type { TestDatabase } from '@certhall/testkit/test-database'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Migrations } from './migrator.ts'
import { executedMigrations, migrate } from './migrator.ts'
import type { Database } from './transaction.ts'
import { openDatabase } from './transaction.ts'

const first: Migrations = { '0001-case': { up: (database) => sql`create table ra.casework (id integer)`.execute(database).then(() => {}) } }
const second: Migrations = {
  ...first,
  '0002-note': { up: (database) => sql`alter table ra.casework add column note text`.execute(database).then(() => {}) },
}

let target: TestDatabase
let database: Database<unknown>

beforeEach(async () => {
  target = await testDatabase()
  database = openDatabase(target.url, { max: 4 })
})

afterEach(async () => {
  await database.close()
  await target.drop()
})

describe('migrate', () => {
  it('refuses a schema that a newer version wrote and names what it found', async () => {
    await migrate(database.kysely, second, { schema: 'ra' })
    const older = migrate(database.kysely, first, { schema: 'ra' })
    await expect(older).rejects.toMatchObject({ code: 'internal.schema-newer', detail: { found: '0002-note', newestKnown: '0001-case' } })
  })

  it('leaves nothing of a migration that fails', async () => {
    const broken: Migrations = { ...first, '0002-broken': { up: (each) => sql`select nonsense`.execute(each).then(() => {}) } }
    await expect(migrate(database.kysely, broken, { schema: 'ra' })).rejects.toMatchObject({
      code: 'internal.unexpected',
      detail: { migration: '0002-broken' },
    })
    expect(await executedMigrations(database.kysely, 'ra')).toEqual([])
  })

  it('runs each migration once when several programs start together', async () => {
    const starters = Array.from({ length: 4 }, () => openDatabase<unknown>(target.url, { max: 1 }))
    const ran = await Promise.all(starters.map((each) => migrate(each.kysely, second, { schema: 'ra' })))
    await Promise.all(starters.map((each) => each.close()))
    expect(ran.filter((names) => names.length > 0)).toEqual([['0001-case', '0002-note']])
  })

  it('brings an older schema forward', async () => {
    await migrate(database.kysely, first, { schema: 'ra' })
    expect(await migrate(database.kysely, second, { schema: 'ra' })).toEqual(['0002-note'])
    expect(await migrate(database.kysely, second, { schema: 'ra' })).toEqual([])
  })
})
