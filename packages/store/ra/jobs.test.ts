import { silentLog } from '@certhall/kernel/log'
import type { JobPayloads } from '@certhall/ra/jobs'
import { testDatabase, type TestDatabase } from '@certhall/testkit/test-database'
import type { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registrationMigrations } from '../migrations/ra/index.ts'
import { type Database, openDatabase, withTransaction } from '../transaction.ts'
import { type JobAttempt, type JobQueue, openJobQueue } from './jobs.ts'
import type { RegistrationSchema } from './schema.ts'

let target: TestDatabase
let database: Database<RegistrationSchema>
let queue: JobQueue

beforeAll(async () => {
  target = await testDatabase(registrationMigrations, { schema: 'ra' })
  database = openDatabase<RegistrationSchema>(target.url, { max: 6 })
  queue = openJobQueue(database.pool, silentLog)
  await queue.start()
})
afterAll(async () => {
  await queue.stop()
  await database.close()
  await target.drop()
})

const send = (payload: JobPayloads['revoke-certificate']) =>
  withTransaction(database.kysely, (transaction) =>
    queue.within(transaction as unknown as Kysely<never>).send('revoke-certificate', payload, { key: payload.serialNumber }),
  )
const revocation = (serialNumber: string) => ({
  authorityId: 'business-ec',
  serialNumber,
  reason: 'superseded',
  applicationNo: 'A2026-000001',
})

describe('a job that fails', () => {
  it('is run again with a back-off until it succeeds; only the last attempt knows that it is the last', async () => {
    await send(revocation('01'))
    await send(revocation('02'))
    await database.pool.query(`update pgboss.job set retry_count = retry_limit where data->>'serialNumber' = '02'`)
    const attempts: { serialNumber: string; isLast: boolean }[] = []
    await new Promise<void>((done, failed) => {
      const run = async ({ serialNumber }: JobPayloads['revoke-certificate'], { isLast }: JobAttempt): Promise<void> => {
        attempts.push({ serialNumber, isLast })
        if (attempts.length === 4) return done()
        throw new RangeError('the signer is silent')
      }
      queue.work('revoke-certificate', run).catch(failed)
    })
    expect(attempts.filter(({ serialNumber }) => serialNumber === '01').map(({ isLast }) => isLast)).toEqual([false, false, false])
    expect(attempts.filter(({ serialNumber }) => serialNumber === '02').map(({ isLast }) => isLast)).toEqual([true])
    const { rows } = await database.pool.query(
      `select retry_count, retry_delay, retry_backoff from pgboss.job where data->>'serialNumber' = '01'`,
    )
    expect(rows).toEqual([{ retry_count: 2, retry_delay: 1, retry_backoff: true }])
  })
})
