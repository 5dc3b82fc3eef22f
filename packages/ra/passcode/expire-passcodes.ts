import type { Actor } from '../actor.ts'
import { nextState } from '../application/lifecycle.ts'
import type { CaseRepository } from '../application/review-ports.ts'
import type { Ground, TransactionOf } from '../ports.ts'
import { endRedemption, type EndTransaction } from './end-redemption.ts'
import { isLive } from './lifecycle.ts'
import type { ReleaseRepository } from './ports.ts'

export interface ExpireDeps extends Ground {
  readonly transaction: TransactionOf<EndTransaction & { cases: CaseRepository; releases: ReleaseRepository }>
}

/**
 * What time ends by itself: codes that ran out; certificates that nobody confirmed (their code is voided with them);
 * approvals whose code ran out and was not sent again. Each row in a transaction of its own, so that one that changes
 * meanwhile does not hold up the rest. Gives how many ended.
 */
export const expirePasscodes = (deps: ExpireDeps) => async (): Promise<number> =>
  (await endRunOut(deps)) + (await endUnconfirmed(deps)) + (await endLapsed(deps))

const endRunOut = async (deps: ExpireDeps): Promise<number> => {
  const nowMs = deps.clock.nowMs()
  const due = await deps.transaction(({ passcodes }) => passcodes.runOut(nowMs, batch))
  let ended = 0
  for (const { passcodeId, applicationNo } of due)
    await deps.transaction(async ({ passcodes, audit }) => {
      if (!(await passcodes.move({ passcodeId, from: 'delivered', to: 'expired', atMs: nowMs, endReason: 'run-out' }))) return
      await audit.append({
        type: 'passcode.expired',
        actor: sweep,
        applicationNo,
        before: 'delivered',
        after: 'expired',
        detail: { passcodeId },
      })
      ended += 1
    })
  return ended
}

const endUnconfirmed = async (deps: ExpireDeps): Promise<number> => {
  const nowMs = deps.clock.nowMs()
  const due = await deps.transaction(({ certificates }) => certificates.unconfirmed(nowMs - unconfirmedLifeMs, batch))
  let ended = 0
  for (const certificate of due)
    await deps.transaction(async (tx) => {
      const [passcode] = await tx.passcodes.lock([certificate.passcodeId])
      if (passcode?.state !== 'redeeming') return
      if (
        await endRedemption(tx, {
          passcode,
          certificate,
          actor: sweep,
          endReason: 'unconfirmed',
          revocationReason: 'cessationOfOperation',
          atMs: nowMs,
        })
      )
        ended += 1
    })
  return ended
}

const endLapsed = async (deps: ExpireDeps): Promise<number> => {
  const nowMs = deps.clock.nowMs()
  const due = await deps.transaction(({ cases }) => cases.lapsedApprovals(nowMs - lapseMs, batch))
  let ended = 0
  for (const applicationNo of due)
    await deps.transaction(async ({ cases, passcodes, releases, audit }) => {
      const found = await cases.lock(applicationNo)
      const next = found === undefined ? undefined : nextState(found.state, 'expire')
      if (found === undefined || next?.ok !== true) return
      // Released again since the list was read: its code is live or on its way.
      const codes = await passcodes.ofApplication(applicationNo)
      const [newest] = await releases.ofApplication(applicationNo)
      if (codes.some(({ state }) => isLive(state)) || codes.every(({ releaseId }) => releaseId !== newest?.releaseId)) return
      if (!(await cases.change({ applicationNo, from: found.state, version: found.version, to: next.value, atMs: nowMs }))) return
      await audit.append({ type: 'application.expired', actor: sweep, applicationNo, before: found.state, after: next.value })
      ended += 1
    })
  return ended
}

const sweep: Actor = { kind: 'system', name: 'expiry' }
const batch = 200
/** Security study D9: a task after 72 hours (the unconfirmed list), the end after 14 days. */
export const unconfirmedLifeMs = 14 * 86_400_000
/** After this long without a new release the approval has lapsed. */
const lapseMs = 30 * 86_400_000
