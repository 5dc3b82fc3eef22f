import type { IssueOutcome } from '@certhall/contract/signer/issue'
import type { IssuerDeps } from './issuer.ts'
import { outcomeOf } from './order-outcome.ts'
import { settleLeft } from './settle-left.ts'

/** What became of these orders: the server settles with it what a crash left on its side. */
export const lookUpOrders = async (deps: IssuerDeps, orderIds: readonly string[]): Promise<readonly IssueOutcome[]> => {
  const records = await settleLeft(deps, await deps.ledger.read((transaction) => transaction.findOrders(orderIds, [])))
  const byId = new Map(records.map((record) => [record.orderId, record]))
  return orderIds.map((orderId) => {
    const record = byId.get(orderId)
    return record === undefined ? { outcome: 'unknown', orderId } : outcomeOf(record)
  })
}
