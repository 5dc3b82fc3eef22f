/**
 * Jobs on pg-boss, over our own pool. A job is inserted by the very transaction that makes it necessary; several servers
 * may work at once (SKIP LOCKED, and a finish that must name the attempt it belongs to).
 */
import type { Log } from '@certhall/kernel/log'
import type { JobName, JobPayloads, Jobs } from '@certhall/ra/jobs'
import { CompiledQuery, type Kysely } from 'kysely'
import type pg from 'pg'
import { type Db, type JobWithMetadata, PgBoss } from 'pg-boss'

export interface JobQueue {
  /** The port of one transaction. */
  readonly within: (transaction: Kysely<never>) => Jobs
  readonly start: () => Promise<void>
  /** `isLast`: no further attempt follows if this one throws. */
  readonly work: <Name extends JobName>(
    name: Name,
    run: (payload: JobPayloads[Name], attempt: JobAttempt) => Promise<void>,
  ) => Promise<void>
  readonly stop: () => Promise<void>
}

export interface JobAttempt {
  readonly isLast: boolean
}

export const openJobQueue = (pool: pg.Pool, log: Log): JobQueue => {
  const boss = new PgBoss({
    db: poolAdapter(pool),
    schema: 'pgboss',
    schedule: false,
    supervise: true,
    monitorVacuum: false,
    reindex: false,
  })
  boss.on('error', (error) => log.error('job queue', { error }))
  return {
    within: (transaction) => ({
      send: async (name, payload, options = {}) => {
        await boss.send(name, payload, { db: transactionAdapter(transaction), singletonKey: options.key ?? JSON.stringify(payload) })
      },
    }),
    start: async () => {
      await boss.start()
      for (const [name, retry] of Object.entries(queues))
        await boss.createQueue(name, {
          policy: 'short',
          expireInSeconds: 120,
          retentionSeconds: keptDays * 86_400,
          deleteAfterSeconds: 86_400,
          ...retry,
        })
    },
    work: async (name, run) => {
      const options = { pollingIntervalSeconds: 0.5, batchSize: 1, localConcurrency: 4, includeMetadata: true } as const
      await boss.work(name, options, async ([job]: JobWithMetadata<JobPayloads[typeof name]>[]) => {
        if (job === undefined) return
        await run(job.data, { isLast: job.retryCount >= job.retryLimit }).catch((error: unknown) => {
          log.warn('job failed', { job: name, attempt: job.retryCount + 1, error })
          throw error
        })
      })
    },
    stop: () => boss.stop({ graceful: true, timeout: 5_000, close: false }),
  }
}

const keptDays = 90

/** Back-off doubles from `retryDelay` with jitter up to `retryDelayMax` seconds. */
const queues: Readonly<Record<JobName, { retryLimit: number; retryDelay: number; retryDelayMax: number; retryBackoff: true }>> = {
  'deliver-passcode': { retryLimit: 12, retryDelay: 1, retryDelayMax: 600, retryBackoff: true },
  'send-notice': { retryLimit: 14, retryDelay: 1, retryDelayMax: 3_600, retryBackoff: true },
  /* 5 s, 10 s, 20 s … up to six hours: about two days in all. */
  'send-webhook': { retryLimit: 20, retryDelay: 5, retryDelayMax: 21_600, retryBackoff: true },
  /* Tried as long as a job is kept, once a minute: the certificate is ended here already, and must be so for the whole world. */
  'revoke-certificate': { retryLimit: keptDays * 1_440, retryDelay: 1, retryDelayMax: 60, retryBackoff: true },
}

const poolAdapter = (pool: pg.Pool): Db => ({
  executeSql: async (text, values) => {
    const result = values === undefined || values.length === 0 ? await pool.query(text) : await pool.query(text, values)
    // Several statements in one text give several results; pg-boss reads the rows of the last that has any.
    return Array.isArray(result) ? { rows: result.flatMap((each: pg.QueryResult) => each.rows as unknown[]) } : { rows: result.rows }
  },
})

const transactionAdapter = (transaction: Kysely<never>): Db => ({
  executeSql: async (text, values = []) => ({ rows: (await transaction.executeQuery(CompiledQuery.raw(text, values))).rows }),
})
