import type { Actor } from '../actor.ts'
import { lapseApprovals, type LapseDeps } from '../application/lapse-approvals.ts'
import type { TransactionOf } from '../ports.ts'
import { endRedemption, type EndTransaction } from './end-redemption.ts'

export interface ExpireDeps extends Omit<LapseDeps, 'transaction'> {
  readonly transaction: TransactionOf<EndTransaction> & LapseDeps['transaction']
}

/**
 * What time ends by itself: codes that ran out; certificates that nobody confirmed (their code is voided with them);
 * approvals that nobody follows up. Each row in a transaction of its own, so that one that changes meanwhile does not hold
 * up the rest. Gives how many ended.
 */
export const expirePasscodes = (deps: ExpireDeps) => async (): Promise<number> =>
  (await endRunOut(deps)) + (await endUnconfirmed(deps)) + (await lapseApprovals(deps)())

const endRunOut = async (deps: ExpireDeps): Promise<number> => {
  const nowMs = deps.clock.nowMs()
  const due = await deps.transaction(({ passcodes }) => passcodes.runOut(nowMs, batch))
  let ended = 0
  for (const { passcodeId, applicationNo } of due)
    await deps.transaction(async ({ passcodes, audit }) => {
      if (!(await passcodes.move({ passcodeId, from: 'delivered', event: 'expire', atMs: nowMs, endReason: 'run-out' }))) return
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

const sweep: Actor = { kind: 'system', name: 'expiry' }
const batch = 200
/** Security study D9: a task after 72 hours (the unconfirmed list), the end after 14 days. */
export const unconfirmedLifeMs = 14 * 86_400_000
