import type { IssueOutcome } from '@certhall/contract/signer/issue'
import { AppError } from '@certhall/kernel/app-error'
import { toBase64 } from '@certhall/kernel/bytes'
import type { CertificateAuthority } from '../certificate/ports.ts'
import type { Violation } from './invariants.ts'
import type { KeptOrder } from './ports.ts'

/**
 * I01 and I02 against the signer's ledger: what it issued for an order is what is stored here, and at most one for a
 * PASSCODE. null when the signer is silent.
 */
export const compareWithLedger = async (authority: Pick<CertificateAuthority, 'orderStatus'>, orders: readonly KeptOrder[], nowMs: number): Promise<readonly Violation[] | null> => {
  // A younger order may be in hand: the signer has no answer to that, and an answer that is new may not be stored here yet.
  const asked = orders.filter(({ orderedAtMs }) => orderedAtMs < nowMs - settledMs)
  const outcomes = new Map<string, IssueOutcome>()
  try {
    for (let from = 0; from < asked.length; from += batch)
      for (const outcome of await authority.orderStatus(asked.slice(from, from + batch).map(({ orderId }) => orderId))) outcomes.set(outcome.orderId, outcome)
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('busy.')) return null
    throw error
  }
  const passcodes = Map.groupBy(asked, ({ passcodeId }) => passcodeId)
  return [...passcodes].flatMap(([passcodeId, ofPasscode]) => judge(passcodeId, ofPasscode, ofPasscode.flatMap(({ orderId }) => outcomes.get(orderId) ?? [])))
}

const judge = (passcodeId: string, orders: readonly KeptOrder[], outcomes: readonly IssueOutcome[]): readonly Violation[] => {
  const issued = outcomes.filter((outcome) => outcome.outcome === 'issued')
  const stored = orders[0]
  const violations: Violation[] = issued.length > 1 ? [{ invariant: 'I01', id: passcodeId }] : []
  for (const { serialNumber } of issued) if (serialNumber !== stored?.serialNumber) violations.push({ invariant: 'I02', id: serialNumber })
  const own = issued.find(({ serialNumber }) => serialNumber === stored?.serialNumber)
  const isSame = stored?.der !== null && stored?.der !== undefined && own?.certificate === toBase64(stored.der)
  if (stored !== undefined && stored.serialNumber !== null && !isSame) violations.push({ invariant: 'I02', id: stored.serialNumber })
  return violations
}

/** The settle round asks for orders after 15 s, every 5 s; after this long it is late. */
const settledMs = 120_000
const batch = 500
