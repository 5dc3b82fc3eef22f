import type { Actor } from '../actor.ts'
import type { CertificateAuthority } from '../certificate/ports.ts'
import { type AskedOrder, recordOutcomes, type RecordDeps } from './record-outcomes.ts'

export interface SettleDeps extends RecordDeps {
  readonly authority: CertificateAuthority
}

/**
 * Codes that are bound but have no certificate: a crash, or an answer that was lost. The signer says what became of each
 * order and that is stored; an order it never saw stays bound while the code lives, and the holder's next try sends it
 * again. Gives how many were settled. Runs at start and every few seconds; two servers may do it at once.
 */
export const settleOrders =
  (deps: SettleDeps) =>
  async (quietMs: number): Promise<number> => {
    const asked = await deps.transaction(async ({ passcodes }) => {
      const found = await passcodes.ofIds(await passcodes.unsettled(deps.clock.nowMs() - quietMs, batch))
      return found.flatMap((each) => (each.passcode.orderId === null ? [] : [{ orderId: each.passcode.orderId, found: each }]))
    })
    if (asked.length === 0) return 0
    const outcomes = await deps.authority.orderStatus(asked.map(({ orderId }) => orderId))
    const unseen = new Set(outcomes.filter(({ outcome }) => outcome === 'unknown').map(({ orderId }) => orderId))
    const expired = await expireUnseen(
      deps,
      asked.filter(({ orderId }) => unseen.has(orderId)),
    )
    const settled = await recordOutcomes(deps)(asked, outcomes)
    const ended = asked.filter(({ orderId }) => unseen.has(orderId)).map(({ found }) => found.passcode.passcodeId)
    await deps.transaction(({ passcodes }) => passcodes.closeOrders(ended, deps.clock.nowMs() - lateMs))
    return settled.size + expired
  }

/** Bound to a key, never ordered, and out of time: the binding does not keep a code alive. */
const expireUnseen = async (deps: SettleDeps, asked: readonly AskedOrder[]): Promise<number> => {
  const nowMs = deps.clock.nowMs()
  let ended = 0
  for (const { orderId, found } of asked.filter((each) => each.found.passcode.expiresAtMs <= nowMs))
    await deps.transaction(async ({ passcodes, audit }) => {
      const { passcodeId, applicationNo } = found.passcode
      await passcodes.lock([passcodeId])
      const [now] = await passcodes.ofIds([passcodeId])
      if (now?.passcode.state !== 'redeeming' || now.passcode.orderId !== orderId || now.certificate !== null) return
      await passcodes.move({ passcodeId, from: 'redeeming', event: 'expire', atMs: nowMs, endReason: 'run-out' })
      await audit.append({
        type: 'passcode.expired',
        actor: sweep,
        applicationNo,
        before: 'redeeming',
        after: 'expired',
        detail: { passcodeId },
      })
      ended += 1
    })
  return ended
}

const sweep: Actor = { kind: 'system', name: 'expiry' }
const batch = 200
/** An order of a code that ended may be on its way for so long; if the signer has not seen it by then, it never will. */
const lateMs = 120_000
