import type { IssueOutcome } from '@certhall/contract/signer/issue'
import { equalBytes, toHex } from '@certhall/kernel/bytes'
import { splitCertificate } from '@certhall/pki/certificate/certificate'
import type { SignedResult } from '../ports.ts'
import { enterIntents, type IntendedCertificate } from './enter-intents.ts'
import type { IssuerDeps } from './issuer.ts'
import { outcomeOf } from './order-outcome.ts'
import type { PlannedCertificate } from './planned-certificate.ts'

/**
 * Intent, signature, result (design §5.3): one transaction for the intents of the whole batch, one signature for each,
 * one transaction for the results. What happens in between and stays unknown is doubt.
 */
export const issuePlanned = async (
  deps: IssuerDeps,
  planned: readonly PlannedCertificate[],
): Promise<ReadonlyMap<string, IssueOutcome>> => {
  if (planned.length === 0) return new Map()
  const mine = planned.map(({ orderId }) => orderId)
  for (const orderId of mine) deps.inHand.add(orderId)
  try {
    const enteredAtMs = deps.clock.nowMs()
    const { intended, outcomes } = await deps.ledger.transaction((transaction) =>
      enterIntents(transaction, planned, deps.inHand, enteredAtMs),
    )
    const results = await signIntended(deps, intended)
    return new Map([...outcomes, ...(await enterResults(deps, intended, results))])
  } finally {
    for (const orderId of mine) deps.inHand.delete(orderId)
  }
}

/** Signs each intent once; an intent without a result in the answer is doubtful. */
const signIntended = async (deps: IssuerDeps, intended: readonly IntendedCertificate[]): Promise<ReadonlyMap<string, SignedResult>> => {
  const byAuthority = Map.groupBy(intended, ({ plan }) => plan.linted.profile.authority.authorityId)
  const results = new Map<string, SignedResult>()
  for (const [authorityId, group] of byAuthority) {
    for (const permit of group) spend(permit)
    const signatures = await deps.signing.sign(
      authorityId,
      group.map(({ plan }) => plan.linted.tbs),
    )
    for (const [index, { plan }] of group.entries()) {
      const result = resultOf(plan, signatures[index], deps.clock.nowMs())
      if (result === undefined)
        deps.log.error('signature outcome unknown', { orderId: plan.orderId, serialNumber: toHex(plan.linted.serial) })
      else results.set(plan.orderId, result)
    }
  }
  return results
}

const spent = new WeakSet<IntendedCertificate>()

/** An intent is a permit for one signature. */
const spend = (permit: IntendedCertificate): void => {
  if (spent.has(permit)) throw new RangeError('this intent was signed before')
  spent.add(permit)
}

const resultOf = (plan: PlannedCertificate, signature: Uint8Array | undefined, signedAtMs: number): SignedResult | undefined => {
  if (signature === undefined) return undefined
  const { profile, tbs, serial, approved } = plan.linted
  const der = profile.template.assemble(tbs, signature)
  // What leaves the house is, octet for octet, the intent that was linted and committed, under the value that was verified.
  const parts = splitCertificate(der)
  const isWhole = equalBytes(parts.signedOctets, tbs) && equalBytes(parts.signature, signature)
  if (!isWhole || !equalBytes(parts.signatureIdentifier, profile.authority.algorithm.signatureIdentifier)) return undefined
  const { notBeforeMs, notAfterMs } = approved
  return {
    orderId: plan.orderId,
    authorityId: profile.authority.authorityId,
    serial,
    spkiSha256: plan.spkiSha256,
    notBeforeMs,
    notAfterMs,
    signedAtMs,
    der,
  }
}

const enterResults = async (
  deps: IssuerDeps,
  intended: readonly IntendedCertificate[],
  results: ReadonlyMap<string, SignedResult>,
): Promise<readonly (readonly [string, IssueOutcome])[]> => {
  if (intended.length === 0) return []
  const doubtful = intended.filter(({ plan }) => !results.has(plan.orderId)).map(({ plan }) => plan.orderId)
  const atMs = deps.clock.nowMs()
  const settled = await deps.ledger.transaction(async (transaction) => {
    if (doubtful.length > 0) await transaction.settleDoubtful(doubtful, atMs)
    const stored = await transaction.settleSigned([...results.values()])
    for (const { plan } of intended) {
      const result = results.get(plan.orderId)
      if (result !== undefined && stored.has(plan.orderId)) await plan.settle?.(transaction, result.der)
    }
    return stored
  })
  return intended.map(({ plan }) => [plan.orderId, settledOutcome(plan, settled.has(plan.orderId) ? results.get(plan.orderId) : undefined)])
}

const settledOutcome = (plan: PlannedCertificate, result: SignedResult | undefined): IssueOutcome => {
  const { orderId, releaseSha256, spkiSha256, linted } = plan
  const { notBeforeMs, notAfterMs } = linted.approved
  const certificate = result === undefined ? null : { der: result.der, notBeforeMs, notAfterMs }
  const state = result === undefined ? 'doubtful' : 'signed'
  return outcomeOf({
    orderId,
    releaseSha256,
    attempt: 1,
    spkiSha256,
    authorityId: linted.profile.authority.authorityId,
    serial: linted.serial,
    state,
    certificate,
  })
}
