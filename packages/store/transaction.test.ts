import { AppError } from '@certhall/kernel/app-error'
import { testDatabase } from '@certhall/testkit/test-database'
import type { TestDatabase } from '@certhall/testkit/test-database'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from './transaction.ts'
import { databaseError, openDatabase, reading, withTransaction } from './transaction.ts'

interface Schema {
  counter: { id: number; value: number }
}

let target: TestDatabase
let database: Database<Schema>

beforeAll(async () => {
  target = await testDatabase()
  database = openDatabase<Schema>(target.url, { max: 4 })
  await sql`create table counter (id integer primary key, value bigint not null)`.execute(database.kysely)
  await sql`insert into counter values (1, 0), (2, 0)`.execute(database.kysely)
})

afterAll(async () => {
  await database.close()
  await target.drop()
})

describe('withTransaction', () => {
  it('refuses with busy.database when nothing listens', async () => {
    const nobody = openDatabase<Schema>('postgresql://a:b@127.0.0.1:1/none', { max: 1 })
    await expect(withTransaction(nobody.kysely, () => Promise.resolve())).rejects.toMatchObject({ code: 'busy.database' })
    await nobody.close()
  })

  it('refuses with busy.database when the server ends the connection in the middle', async () => {
    const cut = withTransaction(database.kysely, (transaction) => sql`select pg_terminate_backend(pg_backend_pid())`.execute(transaction))
    await expect(cut).rejects.toMatchObject({ code: 'busy.database' })
    await expect(reading(() => database.kysely.selectFrom('counter').select('value').where('id', '=', 1).execute())).resolves.toEqual([
      { value: 0 },
    ])
  })

  it('gives up with the database error after four serialization failures', async () => {
    let runs = 0
    const failing = withTransaction(database.kysely, (transaction) => {
      runs += 1
      return sql`do $$ begin raise exception using errcode = '40001'; end $$`.execute(transaction)
    })
    await expect(failing).rejects.toMatchObject({ code: '40001' })
    expect(runs).toBe(4)
  })

  it('leaves nothing behind when the work throws', async () => {
    const broken = withTransaction(database.kysely, async (transaction) => {
      await transaction.updateTable('counter').set({ value: 99 }).where('id', '=', 1).execute()
      throw new AppError('state.conflict')
    })
    await expect(broken).rejects.toMatchObject({ code: 'state.conflict' })
    expect(await database.kysely.selectFrom('counter').select('value').where('id', '=', 1).executeTakeFirst()).toEqual({ value: 0 })
  })

  it('keeps the SQLSTATE of a violation', async () => {
    const twice = withTransaction(database.kysely, (transaction) => transaction.insertInto('counter').values({ id: 1, value: 0 }).execute())
    const error: unknown = await twice.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: '23505' })
  })

  it('counts each of many concurrent serializable increments once', async () => {
    const increment = () =>
      withTransaction(
        database.kysely,
        async (transaction) => {
          const { value } = await transaction.selectFrom('counter').select('value').where('id', '=', 2).executeTakeFirstOrThrow()
          await transaction
            .updateTable('counter')
            .set({ value: value + 1 })
            .where('id', '=', 2)
            .execute()
        },
        { isolation: 'serializable' },
      )
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, increment))
    const succeeded = outcomes.filter((outcome) => outcome.status === 'fulfilled').length
    const row = await database.kysely.selectFrom('counter').select('value').where('id', '=', 2).executeTakeFirst()
    expect(row).toEqual({ value: succeeded })
    expect(succeeded).toBeGreaterThan(0)
  })
})

describe('databaseError', () => {
  it('maps a full disk, a refused login and a missing database', () => {
    const codes = ['53100', '28P01', '3D000'].map((code) => databaseError(Object.assign(new Error('x'), { code })))
    expect(codes.map((error) => (error as AppError).code)).toEqual(['busy.storage', 'internal.database-password', 'internal.configuration'])
  })

  it('leaves an unknown error as it is', () => {
    const error = new TypeError('x')
    expect(databaseError(error)).toBe(error)
  })
})

describe('column types', () => {
  it('gives bytea as Uint8Array, int8 as number, date as text, timestamptz as Date', async () => {
    const { rows } =
      await sql`select '\\x00ff'::bytea as b, 9007199254740991::int8 as n, date '2026-02-28' as d, timestamptz '2026-01-01T00:00:00Z' as t`.execute(
        database.kysely,
      )
    expect(rows).toEqual([{ b: new Uint8Array([0, 255]), n: 9007199254740991, d: '2026-02-28', t: new Date(Date.UTC(2026, 0, 1)) }])
  })

  it('refuses an int8 that a number cannot hold', async () => {
    await expect(sql`select 9007199254740993::int8`.execute(database.kysely)).rejects.toThrow(RangeError)
  })

  it('writes a Uint8Array view as exactly its bytes', async () => {
    const view = new Uint8Array([1, 2, 3, 4]).subarray(1, 3)
    const { rows } = await sql<{ b: Uint8Array }>`select ${view}::bytea as b`.execute(database.kysely)
    expect(rows[0]?.b).toEqual(new Uint8Array([2, 3]))
  })
})
