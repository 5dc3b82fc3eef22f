import type { CertificateAuthority } from '../certificate/ports.ts'
import { recordOutcomes, type RecordDeps } from './record-outcomes.ts'

export interface SettleDeps extends RecordDeps {
  readonly authority: CertificateAuthority
}

/**
 * Codes that are bound but have no certificate: a crash, or an answer that was lost. The signer says what became of each
 * order and that is stored; an order it never saw stays bound, and the holder's next try sends it again. Gives how many
 * were settled. Runs at start and every few seconds; two servers may do it at once.
 */
export const settleOrders = (deps: SettleDeps) => async (quietMs: number): Promise<number> => {
  const asked = await deps.transaction(async ({ passcodes }) => {
    const found = await passcodes.ofIds(await passcodes.unsettled(deps.clock.nowMs() - quietMs, batch))
    return found.flatMap((each) => (each.passcode.orderId === null ? [] : [{ orderId: each.passcode.orderId, found: each }]))
  })
  if (asked.length === 0) return 0
  const outcomes = await deps.authority.orderStatus(asked.map(({ orderId }) => orderId))
  return (await recordOutcomes(deps)(asked, outcomes)).size
}

const batch = 200
