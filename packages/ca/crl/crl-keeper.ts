import type { Clock } from '@certhall/kernel/clock'
import type { Log } from '@certhall/kernel/log'
import type { Ledger } from '../ports.ts'

/** Keeps the published lists young: soon after a revocation, and every hour. */
export interface CrlKeeper {
  /** Publishes what is missing or behind; the rest follows by itself. */
  readonly start: () => Promise<void>
  readonly revoked: (authorityId: string) => void
  readonly stop: () => Promise<void>
}

export interface CrlKeeperOrder {
  readonly authorityIds: readonly string[]
  readonly publish: (authorityId: string) => Promise<boolean>
  readonly ledger: Ledger
  readonly clock: Clock
  readonly log: Log
}

/** Security study §5.8: every hour, and within five seconds of a revocation, whoever recorded it. */
export const crlTimes = Object.freeze({ validityMs: 24 * 3_600_000, ageMs: 3_600_000, debounceMs: 2_000, retryMs: 10_000, lookMs: 5_000, rootValidityMs: 365 * 86_400_000 } as const)

export const openCrlKeeper = ({ authorityIds, publish, ledger, clock, log }: CrlKeeperOrder): CrlKeeper => {
  const due = new Map<string, NodeJS.Timeout>()
  let working: Promise<void> = Promise.resolve()
  let look: NodeJS.Timeout | undefined
  let isStopped = false

  const publishNow = async (authorityId: string): Promise<void> => {
    try {
      const isPublished = await publish(authorityId)
      log.info(isPublished ? 'CRL published' : 'a later CRL is published already', { authorityId })
    } catch (error) {
      log.error('CRL not published, the old one stays', { authorityId, error })
      plan(authorityId, crlTimes.retryMs)
    }
  }
  const plan = (authorityId: string, delayMs: number): void => {
    if (isStopped || due.has(authorityId) || !authorityIds.includes(authorityId)) return
    const fire = (): void => {
      due.delete(authorityId)
      // One after the other: each list takes a signature and a write of its whole size.
      working = working.then(() => publishNow(authorityId))
    }
    due.set(authorityId, setTimeout(fire, delayMs))
  }
  const publishBehind = async (): Promise<void> => {
    try {
      for (const authorityId of await behind(ledger, authorityIds, clock.nowMs())) await publishNow(authorityId)
    } catch (error) {
      log.warn('CRLs could not be looked at', { error })
    }
  }
  const lookAgain = (): void => {
    look = setTimeout(() => {
      working = working.then(publishBehind).finally(lookAgain)
    }, crlTimes.lookMs)
  }
  return {
    start: async () => {
      await publishBehind()
      lookAgain()
    },
    revoked: (authorityId) => plan(authorityId, crlTimes.debounceMs),
    stop: async () => {
      isStopped = true
      clearTimeout(look)
      for (const timer of due.values()) clearTimeout(timer)
      await working
      clearTimeout(look)
    },
  }
}

/** Authorities without a list, with an old one, or with revocations that it does not show. */
const behind = async (ledger: Ledger, authorityIds: readonly string[], nowMs: number): Promise<readonly string[]> => {
  const [heads, last] = await ledger.read(async (transaction) => [await transaction.publishedCrls(), await transaction.lastRevocations()] as const)
  return authorityIds.filter((authorityId) => {
    const head = heads.find((each) => each.authorityId === authorityId)
    return head === undefined || nowMs - head.thisUpdateMs >= crlTimes.ageMs || (last.get(authorityId) ?? 0) > head.position
  })
}
