import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Log } from '@certhall/kernel/log'
import type { FastifyRequest } from 'fastify'
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { networkOf } from './actor.ts'

/** What is counted, by whom: `points` tries in `durationSeconds`, for one network address or for a key of the caller. */
export const limitRules = {
  /** First layer, in this process: a flood costs no database work. */
  everything: { points: 600, durationSeconds: 60 },
  /** The same for whoever holds PASSCODEs: a service that downloads for many; wrong codes are counted by `passcode`. */
  passcodeFlood: { points: 120_000, durationSeconds: 60 },
  captcha: { points: 60, durationSeconds: 60 },
  lookup: { points: 60, durationSeconds: 600 },
  contactCode: { points: 30, durationSeconds: 3_600 },
  contactCodeCheck: { points: 60, durationSeconds: 3_600 },
  /** Resuming and progress: guesses of a number, a mobile and a code by one caller. */
  resume: { points: 30, durationSeconds: 3_600 },
  upload: { points: 120, durationSeconds: 3_600 },
  submit: { points: 300, durationSeconds: 600 },
  passcode: { points: 30, durationSeconds: 600 },
  passcodeEverywhere: { points: 3_000, durationSeconds: 600 },
  login: { points: 30, durationSeconds: 600 },
  /** Checks of certificates by relying parties. */
  check: { points: 120, durationSeconds: 600 },
  loginChallenge: { points: 120, durationSeconds: 600 },
  /** Holders, whole offices of them behind one address; only refusals count for `holderLogin`. */
  holderLogin: { points: 60, durationSeconds: 600 },
  holderChallenge: { points: 240, durationSeconds: 600 },
  /** Asking for and trying codes to the contact on record. */
  organizationCode: { points: 30, durationSeconds: 3_600 },
  /** Codes for one organisation, asked for by one caller: half of what its contact may be sent. */
  organizationCodeOf: { points: 5, durationSeconds: 86_400 },
} as const satisfies Record<string, { points: number; durationSeconds: number }>
export type LimitName = keyof typeof limitRules

export interface Limits {
  /** Counts one try; refuses with limit.requests and the seconds to wait. */
  readonly consume: (name: LimitName, key: string) => Promise<void>
  readonly consumeFor: (name: LimitName, request: FastifyRequest) => Promise<void>
  /** Counts nothing; refuses who has used up the tries. Asks this process alone, so that a right answer costs no database work. */
  readonly demandFor: (name: LimitName, request: FastifyRequest) => Promise<void>
}

/**
 * Memory first, then PostgreSQL, which all servers share. When the database does not answer, the memory layer alone
 * decides: whatever the request wanted will say busy.database itself.
 */
export const createLimits = (pool: unknown, log: Log, factor = 1): Limits => {
  const layers = new Map(Object.entries(limitRules).map(([name, rule]) => [name as LimitName, layersOf(name, rule, pool, factor)]))
  const consume = async (name: LimitName, key: string): Promise<void> => {
    for (const layer of layers.get(name) ?? []) {
      try {
        await layer.consume(key.slice(0, 200), 1)
      } catch (error) {
        if (error instanceof RateLimiterRes)
          throw new AppError<ErrorCode>('limit.requests', {
            detail: { retryAfterSeconds: Math.max(1, Math.ceil(error.msBeforeNext / 1000)) },
          })
        log.warn('rate limits are counted in this process only', { error })
      }
    }
  }
  const demand = async (name: LimitName, key: string): Promise<void> => {
    const memory = layers.get(name)?.[0]
    const state = await memory?.get(key.slice(0, 200))
    if (memory !== undefined && state != null && state.consumedPoints >= memory.points)
      throw new AppError<ErrorCode>('limit.requests', { detail: { retryAfterSeconds: Math.max(1, Math.ceil(state.msBeforeNext / 1000)) } })
  }
  return {
    consume,
    consumeFor: (name, request) => consume(name, networkOf(request.ip)),
    demandFor: (name, request) => demand(name, networkOf(request.ip)),
  }
}

const layersOf = (name: string, rule: { points: number; durationSeconds: number }, pool: unknown, factor: number) => {
  const options = { keyPrefix: name, points: Math.ceil(rule.points * factor), duration: rule.durationSeconds }
  const memory = new RateLimiterMemory(options)
  if (name === 'everything' || name === 'passcodeFlood' || pool === null) return [memory]
  return [
    memory,
    new RateLimiterPostgres({
      ...options,
      storeClient: pool,
      storeType: 'pool',
      schemaName: 'ra',
      tableName: 'rate_limit',
      tableCreated: true,
      clearExpiredByTimeout: false,
    }),
  ]
}
