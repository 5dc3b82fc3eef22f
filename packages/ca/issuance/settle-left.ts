import type { OrderRecord } from '../ports.ts'
import type { IssuerDeps } from './issuer.ts'

/** Open intents that nobody has in hand are what a crash left: doubtful, published as revoked, never signed again. */
export const settleLeft = async (deps: Pick<IssuerDeps, 'ledger' | 'inHand' | 'clock'>, records: readonly OrderRecord[]): Promise<readonly OrderRecord[]> => {
  const left = records.filter(({ orderId, state }) => state === 'intended' && !deps.inHand.has(orderId)).map(({ orderId }) => orderId)
  if (left.length === 0) return records
  await deps.ledger.transaction((transaction) => transaction.settleDoubtful(left, deps.clock.nowMs()))
  return await deps.ledger.read((transaction) => transaction.findOrders(records.map(({ orderId }) => orderId), []))
}

/** At start nothing is in hand: every open intent is settled before the first order is taken. */
export const settleAllLeft = async (deps: Pick<IssuerDeps, 'ledger' | 'clock' | 'log'>): Promise<number> => {
  const changed = await deps.ledger.transaction((transaction) => transaction.settleDoubtful('all', deps.clock.nowMs()))
  if (changed.length > 0) deps.log.warn('orders of unknown outcome revoked', { orderIds: changed.map(({ orderId }) => orderId) })
  return changed.length
}
