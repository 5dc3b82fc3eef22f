import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { OrderRecord } from '../ports.ts'
import type { IssuerDeps } from './issuer.ts'

/**
 * Open intents that nobody has in hand are what a crash left: doubtful, published as revoked, never signed again. One that
 * is in hand has no outcome yet, and nobody may be told one.
 */
export const settleLeft = async (
  deps: Pick<IssuerDeps, 'ledger' | 'inHand' | 'clock'>,
  records: readonly OrderRecord[],
): Promise<readonly OrderRecord[]> => {
  const open = records.filter(({ state }) => state === 'intended').map(({ orderId }) => orderId)
  if (open.some((orderId) => deps.inHand.has(orderId)))
    throw new AppError<ErrorCode>('busy.signer', { detail: { reason: 'order-in-hand' } })
  if (open.length === 0) return records
  await deps.ledger.transaction((transaction) => transaction.settleDoubtful(open, deps.clock.nowMs()))
  return await deps.ledger.read((transaction) =>
    transaction.findOrders(
      records.map(({ orderId }) => orderId),
      [],
    ),
  )
}

/** At start nothing is in hand: every open intent is settled before the first order is taken. */
export const settleAllLeft = async (deps: Pick<IssuerDeps, 'ledger' | 'clock' | 'log'>): Promise<number> => {
  const changed = await deps.ledger.transaction((transaction) => transaction.settleDoubtful('all', deps.clock.nowMs()))
  if (changed.length > 0) deps.log.warn('orders of unknown outcome revoked', { orderIds: changed.map(({ orderId }) => orderId) })
  return changed.length
}
