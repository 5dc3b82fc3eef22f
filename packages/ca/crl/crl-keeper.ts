import type { Clock } from '@certhall/kernel/clock'
import type { Log } from '@certhall/kernel/log'
import type { Ledger } from '../ports.ts'
import { listDue } from './list-due.ts'
import { listTimes } from './list-times.ts'

/** Keeps the published lists young: soon after a revocation, and every hour. */
export interface CrlKeeper {
  /** Publishes what is missing or behind; the rest follows by itself. */
  readonly start: () => Promise<void>
  /** A revocation was recorded: its list follows in two seconds, together with what is recorded until then. */
  readonly revoked: () => void
  readonly stop: () => Promise<void>
}

export interface CrlKeeperOrder {
  /** Whose lists are kept at this time: those that have not ended. */
  readonly authorityIds: (nowMs: number) => readonly string[]
  readonly publish: (authorityId: string, kind: 'full' | 'delta') => Promise<boolean>
  readonly ledger: Ledger
  readonly clock: Clock
  readonly log: Log
}

export const openCrlKeeper = ({ authorityIds, publish, ledger, clock, log }: CrlKeeperOrder): CrlKeeper => {
  let soon: NodeJS.Timeout | undefined
  let working: Promise<void> = Promise.resolve()
  let look: NodeJS.Timeout | undefined
  let isStopped = false

  const publishNow = async (authorityId: string, kind: 'full' | 'delta'): Promise<void> => {
    try {
      const isPublished = await publish(authorityId, kind)
      log.info(isPublished ? 'CRL published' : 'a later CRL is published already', { authorityId, kind })
    } catch (error) {
      // The next look tries again.
      log.error('CRL not published, the old one stays', { authorityId, kind, error })
    }
  }
  const publishBehind = async (): Promise<void> => {
    try {
      // One after the other: each list takes a signature and a write of its whole size.
      for (const { authorityId, kind } of await behind(ledger, authorityIds(clock.nowMs()), clock.nowMs())) {
        if (!isStopped) await publishNow(authorityId, kind)
      }
    } catch (error) {
      log.warn('CRLs could not be looked at', { error })
    }
  }
  const turn = (): Promise<void> => (working = working.then(publishBehind))
  const lookAgain = (): void => {
    if (!isStopped) look = setTimeout(() => void turn().then(lookAgain), listTimes.lookMs)
  }
  return {
    start: async () => {
      await turn()
      lookAgain()
    },
    revoked: () => {
      if (isStopped || soon !== undefined) return
      soon = setTimeout(() => {
        soon = undefined
        void turn()
      }, listTimes.debounceMs)
    },
    stop: async () => {
      isStopped = true
      clearTimeout(look)
      clearTimeout(soon)
      await working
    },
  }
}

const behind = async (ledger: Ledger, authorityIds: readonly string[], nowMs: number) => {
  const [fulls, deltas, last] = await ledger.read(
    async (transaction) =>
      [await transaction.publishedCrls(), await transaction.publishedDeltas(), await transaction.lastRevocations()] as const,
  )
  return authorityIds.flatMap((authorityId) => {
    const [full, delta] = [fulls, deltas].map((heads) => heads.find((head) => head.authorityId === authorityId))
    const kind = listDue({ full, delta, lastPosition: last.get(authorityId) ?? 0 }, nowMs)
    return kind === undefined ? [] : [{ authorityId, kind }]
  })
}
