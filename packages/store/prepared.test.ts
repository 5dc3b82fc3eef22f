import { testDatabase, type TestDatabase } from '@certhall/testkit/test-database'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prepared, preparedForList } from './prepared.ts'
import { type Database, openDatabase } from './transaction.ts'

interface Schema {
  fruit: { name: string; colour: string }
}

describe('a prepared statement', () => {
  let target: TestDatabase
  let database: Database<Schema>

  beforeAll(async () => {
    target = await testDatabase()
    database = openDatabase<Schema>(target.url, { max: 1 })
    await sql`create table fruit (name text, colour text)`.execute(database.kysely)
    await sql`insert into fruit values ('apple', 'red'), ('lemon', 'yellow'), ('cherry', 'red')`.execute(database.kysely)
  })

  afterAll(async () => {
    await database.close()
    await target.drop()
  })

  const namesOf = prepared<{ readonly name: string }>('select name from fruit where colour = $1 order by name')

  it('is refused as any other, and runs as soon as it can', async () => {
    const late = prepared<{ readonly name: string }>('select name from vegetable')
    await expect(late(database.kysely)).rejects.toMatchObject({ code: '42P01' })
    await sql`create table vegetable (name text)`.execute(database.kysely)
    expect((await late(database.kysely)).rows).toEqual([])
  })

  it('is parsed once a connection, whatever values it gets', async () => {
    expect((await namesOf(database.kysely, 'red')).rows).toEqual([{ name: 'apple' }, { name: 'cherry' }])
    expect((await namesOf(database.kysely, 'yellow')).rows).toEqual([{ name: 'lemon' }])
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from pg_prepared_statements where statement like '%from fruit where colour%'`.execute(database.kysely)
    expect(rows).toEqual([{ count: 1 }])
  })

  it('runs on after a migration has added a column', async () => {
    await sql`alter table fruit add column taste text`.execute(database.kysely)
    expect((await namesOf(database.kysely, 'yellow')).rows).toEqual([{ name: 'lemon' }])
  })

  it('from the builder keeps the builder’s own parameters beside the list', async () => {
    const redAmong = preparedForList((db: Kysely<Schema>, names) =>
      db.selectFrom('fruit').select('name').where('colour', '=', 'red').where('name', '=', sql<string>`any(${names})`),
    )
    expect((await redAmong(database.kysely, ['apple', 'lemon'])).rows).toEqual([{ name: 'apple' }])
    expect((await redAmong(database.kysely, ['cherry'])).rows).toEqual([{ name: 'cherry' }])
    expect((await redAmong(database.kysely, [])).rows).toEqual([])
  })
})
