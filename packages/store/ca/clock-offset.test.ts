import { caMigrations } from '@certhall/store/migrations/ca/migrations'
import { migrate } from '@certhall/store/migrator'
import { type Database, openDatabase } from '@certhall/store/transaction'
import { type TestDatabase, testDatabase } from '@certhall/testkit/test-database'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clockOffset } from './clock-offset.ts'

let place: TestDatabase
let database: Database<unknown>

beforeAll(async () => {
  place = await testDatabase()
  database = openDatabase(place.url, { max: 4 })
})

afterAll(async () => {
  await database.close()
  await place.drop()
})

describe('the row of the evaluation clock', () => {
  it('is refused while there is no table, and when its row is gone', async () => {
    const offset = clockOffset(database.kysely)
    await expect(offset.read()).rejects.toMatchObject({ code: 'internal.evaluation-clock', detail: { reason: 'no-table' } })
    await migrate(database.kysely, caMigrations, { schema: 'ca' })
    await sql`DELETE FROM ca.evaluation_clock`.execute(database.kysely)
    await expect(offset.read()).rejects.toMatchObject({ code: 'internal.evaluation-clock', detail: { reason: 'missing' } })
    await sql`INSERT INTO ca.evaluation_clock VALUES (true, 0)`.execute(database.kysely)
  })

  it('is never lowered, nor raised from an offset that it no longer has', async () => {
    const offset = clockOffset(database.kysely)
    expect(await offset.raise(0, 86_400_000)).toBe(true)
    expect(await offset.raise(0, 90_000_000)).toBe(false)
    expect(await offset.raise(86_400_000, 1_000)).toBe(false)
    expect(await offset.read()).toBe(86_400_000)
  })

  it('is raised by one of many who try at once', async () => {
    const offset = clockOffset(database.kysely)
    const from = await offset.read()
    const won = await Promise.all([1, 2, 3, 4].map((step) => offset.raise(from, from + step * 1_000)))
    expect(won.filter(Boolean)).toHaveLength(1)
  })
})
