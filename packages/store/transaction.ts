/**
 * The door to PostgreSQL: a pool with the house's types, transactions that are tried again where SQL asks for it, and
 * one table that turns a lost connection or a full disk into a coded error. Repositories exist inside a transaction only.
 */
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Log } from '@certhall/kernel/log'
import { silentLog } from '@certhall/kernel/log'
import type { Random } from '@certhall/kernel/random'
import { randomBelow, systemRandom } from '@certhall/kernel/random'
import type { Transaction } from 'kysely'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { columnTypes } from './column-types.ts'
import { PreparingClient } from './prepared.ts'

export interface OpenOptions {
  /** Connections this process may hold; a request waits for one at most `connectTimeoutMs`. */
  readonly max: number
  readonly applicationName?: string
  readonly connectTimeoutMs?: number
  readonly statementTimeoutMs?: number
  readonly log?: Log
}

export interface Database<Schema> {
  readonly kysely: Kysely<Schema>
  /** For libraries that bring their own SQL (pg-boss, rate limits); same connections, same types. */
  readonly pool: pg.Pool
  readonly close: () => Promise<void>
}

export type IsolationLevel = 'read committed' | 'repeatable read' | 'serializable'

export interface TransactionOptions {
  readonly isolation?: IsolationLevel
  readonly readOnly?: boolean
  readonly random?: Random
}

export const openDatabase = <Schema>(url: string, options: OpenOptions): Database<Schema> => {
  const log = options.log ?? silentLog
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max,
    application_name: options.applicationName ?? 'certhall',
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    idle_in_transaction_session_timeout: 60_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    types: columnTypes,
    Client: PreparingClient,
  })
  // An idle connection that the server closes is no failure of anyone's work: the pool opens another.
  pool.on('error', (error) => log.warn('database connection lost while idle', { error }))
  // In use, the loss rejects the query that waits; without a listener it would also end the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  return { kysely, pool, close: () => kysely.destroy() }
}

/**
 * Runs `work` in one transaction. `work` may run up to four times (SQLSTATE 40001, 40P01), so it must do nothing but
 * SQL: no HTTP, signing, mail or waiting. A lost connection is not tried again here: the commit may have happened.
 */
export const withTransaction = async <Schema, Result>(
  database: Kysely<Schema>,
  work: (transaction: Transaction<Schema>) => Promise<Result>,
  options: TransactionOptions = {},
): Promise<Result> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await begin(database, options).execute(work)
    } catch (error) {
      if (attempt > retryLimit || !retryCodes.has(sqlState(error) ?? '')) throw databaseError(error)
      await pause(randomBelow(options.random ?? systemRandom, retryBaseMs << attempt) + 1)
    }
  }
}

/** Reads outside a transaction, with the same coded errors. */
export const reading = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work()
  } catch (error) {
    throw databaseError(error)
  }
}

/** A lost database, a full disk or a refused login as a coded error; anything else unchanged. */
export const databaseError = (error: unknown): unknown => {
  if (error instanceof AppError) return error
  const code = sqlState(error)
  const message = error instanceof Error ? error.message : ''
  // A NUL character, which JSON may carry and text columns cannot: what was sent is wrong, and nothing else.
  if (code === '22021') return new AppError<ErrorCode>('input.malformed', { cause: error })
  if (code === '53100' || code === 'ENOSPC') return new AppError<ErrorCode>('busy.storage', { cause: error })
  if (code === '28P01' || code === '28000' || message.startsWith('SASL:'))
    return new AppError<ErrorCode>('internal.database-password', { cause: error })
  if (code === '3D000') return new AppError<ErrorCode>('internal.configuration', { detail: { reason: 'database-missing' }, cause: error })
  if (isConnectionLoss(code, message)) return new AppError<ErrorCode>('busy.database', { cause: error })
  return error
}

/** The SQLSTATE of a database error, or the system's code of a connection error. Never test the class: drivers differ. */
export const sqlState = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined

const begin = <Schema>(database: Kysely<Schema>, options: TransactionOptions) => {
  const builder = database.transaction().setIsolationLevel(options.isolation ?? 'read committed')
  return options.readOnly === true ? builder.setAccessMode('read only') : builder
}

const isConnectionLoss = (code: string | undefined, message: string): boolean =>
  (code !== undefined && (code.startsWith('08') || connectionCodes.has(code))) || connectionMessages.test(message)

const pause = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs))

const retryLimit = 3
const retryBaseMs = 10
const retryCodes: ReadonlySet<string> = new Set(['40001', '40P01'])
// 57P01–57P03: shut down, crashed, starting up; 53300: no connection left; 25P03: idle transaction ended by the server.
const connectionCodes: ReadonlySet<string> = new Set([
  '57P01',
  '57P02',
  '57P03',
  '57P05',
  '53300',
  '25P03',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])
// What pg says without a code.
const connectionMessages =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after)/
