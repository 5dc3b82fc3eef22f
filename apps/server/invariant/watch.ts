/** The sweeper on duty: a round, a gauge for the alarm, and one line of the log for each invariant that is broken. */
import type { Clock } from '@certhall/kernel/clock'
import type { Log } from '@certhall/kernel/log'
import type { CheckScope } from '@certhall/ra/invariant/check-invariants'
import { type InvariantResult, invariantIds, invariants } from '@certhall/ra/invariant/invariants'
import { Gauge, type Registry } from 'prom-client'
import type { Round } from '../jobs.ts'

export interface InvariantWatch {
  readonly round: Round
  readonly install: (registry: Registry) => void
}

export interface WatchDeps {
  readonly check: (scope: CheckScope) => Promise<readonly InvariantResult[]>
  readonly clock: Clock
  readonly log: Log
}

/** Looks at what happened in the last day; everything there ever was is for `certhall invariants`. */
export const watchInvariants = ({ check, clock, log }: WatchDeps): InvariantWatch => {
  const startedMs = clock.nowMs()
  let latest: readonly InvariantResult[] = []
  let checkedMs = 0
  const run = async (): Promise<void> => {
    const nowMs = clock.nowMs()
    // What a crash left is settled by the other rounds first; until then it is no violation.
    if (nowMs - startedMs < settleMs || nowMs - checkedMs < everyMs) return
    latest = await check({ casesSinceMs: nowMs - dayMs, papersSinceMs: nowMs - hourMs, lastLinks: 20_000, ordersQuietMs: 120_000 })
    checkedMs = nowMs
    for (const { invariant, ok, count, examples } of latest)
      if (ok === false) log.error('invariant broken', { invariant, meaning: invariants[invariant], count, examples })
  }
  return {
    round: { name: 'invariants', everyMs: 10_000, run },
    install: (registry) => installGauges(registry, () => ({ latest, checkedMs })),
  }
}

/** An invariant that could not be looked at has no sample: absence is not health. */
const installGauges = (
  registry: Registry,
  read: () => { readonly latest: readonly InvariantResult[]; readonly checkedMs: number },
): void => {
  new Gauge({
    name: 'certhall_invariant_violations',
    help: 'What breaks each invariant, by the last round',
    labelNames: ['invariant'],
    registers: [registry],
    collect() {
      this.reset()
      const byId = new Map(read().latest.map((result) => [result.invariant, result]))
      for (const invariant of invariantIds) {
        const result = byId.get(invariant)
        if (result !== undefined && result.ok !== null) this.set({ invariant }, result.count)
      }
    },
  })
  new Gauge({
    name: 'certhall_invariants_checked_seconds',
    help: 'When the last round ended, seconds since 1970; 0 before the first',
    registers: [registry],
    collect() {
      this.set(Math.floor(read().checkedMs / 1000))
    },
  })
}

const everyMs = 300_000
const settleMs = 60_000
const hourMs = 3_600_000
const dayMs = 24 * hourMs
