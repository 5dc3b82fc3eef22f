import type { ErrorCode } from '@certhall/contract/errors'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import type { StaffActor } from '../actor.ts'
import type { BaseTransaction, Ground, TransactionOf } from '../ports.ts'
import { nextState } from './lifecycle.ts'
import { mayDecideNow } from './review-policy.ts'
import type { ReviewCase, ReviewRepository } from './review-ports.ts'

export interface StartDeps extends Ground {
  readonly transaction: TransactionOf<BaseTransaction & { cases: ReviewRepository }>
}

/**
 * Opening a submitted case starts its review, if the one who opens it may decide it; for everybody else, and for a case
 * that is further on, opening is only looking.
 */
export const beginIfMine =
  (deps: StartDeps) =>
  async (applicationNo: string, actor: StaffActor): Promise<void> =>
    deps.transaction(async ({ cases, audit }) => {
      const seen = await cases.one(applicationNo)
      if (seen?.state !== 'submitted' || !mayDecideNow(actor, seen).ok) return
      const reviewCase = await cases.lock(applicationNo)
      if (reviewCase?.state === 'submitted') await begin({ cases, audit }, reviewCase, actor, deps.clock.nowMs())
    })

/** The oldest promise that nobody has open; undefined when the queue is empty. */
export const takeNextCase =
  (deps: StartDeps) =>
  async (actor: StaffActor): Promise<string | undefined> =>
    deps.transaction(async ({ cases, audit }) => {
      if (!actor.roles.includes('reviewer')) throw new AppError<ErrorCode>('policy.role-missing')
      const nowMs = deps.clock.nowMs()
      const applicationNo = await cases.nextFree(actor.personId, nowMs - presenceMs)
      const reviewCase = applicationNo === undefined ? undefined : await cases.lock(applicationNo)
      if (applicationNo === undefined || reviewCase === undefined) return undefined
      await begin({ cases, audit }, reviewCase, actor, nowMs)
      await cases.seen(applicationNo, actor.personId, nowMs)
      return applicationNo
    })

/** Moves a submitted case under review and gives it as it is then; one under review stays as it is. */
export const begin = async (
  { cases, audit }: { readonly cases: Pick<ReviewRepository, 'change'>; readonly audit: BaseTransaction['audit'] },
  reviewCase: ReviewCase,
  actor: StaffActor,
  atMs: number,
): Promise<ReviewCase> => {
  if (reviewCase.state !== 'submitted') return reviewCase
  const { applicationNo, version } = reviewCase
  const to = orThrow(nextState('submitted', 'startReview'))
  if (!(await cases.change({ applicationNo, from: 'submitted', version, to, atMs }))) throw new AppError<ErrorCode>('state.conflict')
  await audit.append({ type: 'application.review-started', actor, role: 'reviewer', applicationNo, before: 'submitted', after: to })
  return { ...reviewCase, state: to, version: version + 1 }
}

/** A case counts as open at somebody's screen for this long after it was last asked for. */
export const presenceMs = 3 * 60_000
