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
export const compareWithLedger = async (
  authority: Pick<CertificateAuthority, 'orderStatus'>,
  orders: readonly KeptOrder[],
  orderedBeforeMs: number,
): Promise<readonly Violation[] | null> => {
  // All orders of a PASSCODE or none: the second one may be the one that was issued.
  const passcodes = [...Map.groupBy(orders, ({ passcodeId }) => passcodeId)].filter(([, ofPasscode]) =>
    ofPasscode.every(({ orderedAtMs }) => orderedAtMs < orderedBeforeMs),
  )
  const asked = passcodes.flatMap(([, ofPasscode]) => ofPasscode)
  const outcomes = new Map<string, IssueOutcome>()
  try {
    for (let from = 0; from < asked.length; from += batch)
      for (const outcome of await authority.orderStatus(asked.slice(from, from + batch).map(({ orderId }) => orderId)))
        outcomes.set(outcome.orderId, outcome)
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('busy.')) return null
    throw error
  }
  return passcodes.flatMap(([passcodeId, ofPasscode]) =>
    judge(
      passcodeId,
      ofPasscode,
      ofPasscode.flatMap(({ orderId }) => outcomes.get(orderId) ?? []),
    ),
  )
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

const batch = 500
