import type { IssueOutcome } from '@certhall/contract/signer/issue'
import type { LedgerTransaction, OrderRecord } from '../ports.ts'
import { refusal, repeatOf } from './order-outcome.ts'
import type { PlannedCertificate } from './planned-certificate.ts'
import { refuseTargets } from './target.ts'

declare const intended: unique symbol

/** A planned certificate whose intent stands in the ledger: the permit for one signature. */
export interface IntendedCertificate {
  readonly plan: PlannedCertificate
  readonly [intended]: true
}

export interface EnteredIntents {
  readonly intended: readonly IntendedCertificate[]
  /** Orders that need no signature: repeated ones, and those that lost. */
  readonly outcomes: ReadonlyMap<string, IssueOutcome>
}

/**
 * Enters orders, key claims and intents of a batch. Unique keys of the ledger decide between orders that race for an
 * order id, a release, a decision or a key; a loser leaves nothing behind.
 */
export const enterIntents = async (
  transaction: LedgerTransaction,
  planned: readonly PlannedCertificate[],
  inHand: ReadonlySet<string>,
  atMs: number,
): Promise<EnteredIntents> => {
  const outcomes = new Map<string, IssueOutcome>()
  const earlier = await settledEarlier(transaction, planned, inHand, atMs)
  const candidates: Candidate[] = []
  for (const plan of planned) {
    const placed = placeOrder(plan, earlier)
    if ('outcome' in placed) outcomes.set(plan.orderId, placed)
    else candidates.push(placed)
  }
  // Behind the settling, which takes the feed's lock: a revocation takes it before that of its certificate, too.
  for (const [orderId, code] of await refuseTargets(
    transaction,
    candidates.map(({ plan }) => plan),
  )) {
    outcomes.set(orderId, refusal(orderId, code))
    candidates.splice(
      candidates.findIndex(({ plan }) => plan.orderId === orderId),
      1,
    )
  }
  const forgiven = candidates.flatMap(({ plan, before }) =>
    before?.spkiSha256 === plan.spkiSha256 ? [{ spkiSha256: plan.spkiSha256, orderId: before.orderId }] : [],
  )
  if (forgiven.length > 0) await transaction.freeKeys(forgiven)
  const free = await claimKeys(transaction, candidates, outcomes)
  const entered = await transaction.addOrders(free.map(({ plan, attempt }) => ({ ...orderOf(plan), attempt, enteredAtMs: atMs })))
  const losers = free.filter(({ plan }) => !entered.has(plan.orderId))
  for (const { plan } of losers) outcomes.set(plan.orderId, refusal(plan.orderId, 'policy.evidence', { reason: 'used' }))
  if (losers.length > 0) await transaction.freeKeys(losers.map(({ plan }) => plan))
  const winners = free.filter(({ plan }) => entered.has(plan.orderId)).map(({ plan }) => plan)
  if (winners.length > 0) await transaction.addIntents(winners.map((plan) => intentOf(plan, atMs)))
  // The brand is given here and nowhere else.
  return { intended: winners.map((plan) => ({ plan }) as IntendedCertificate), outcomes }
}

interface Candidate {
  readonly plan: PlannedCertificate
  readonly attempt: number
  /** The doubtful order of the same release. */
  readonly before: OrderRecord | undefined
}

/** Orders with these ids or releases; an open intent that nobody has in hand is the rest of a crash, and doubtful now. */
const settledEarlier = async (
  transaction: LedgerTransaction,
  planned: readonly PlannedCertificate[],
  inHand: ReadonlySet<string>,
  atMs: number,
): Promise<readonly OrderRecord[]> => {
  const mine = new Set(planned.map(({ orderId }) => orderId))
  const releases = planned.flatMap(({ releaseSha256 }) => (releaseSha256 === null ? [] : [releaseSha256]))
  const records = await transaction.findOrders([...mine], releases)
  const left = records.filter(({ orderId, state }) => state === 'intended' && (mine.has(orderId) || !inHand.has(orderId)))
  if (left.length === 0) return records
  const changed = new Set(
    (
      await transaction.settleDoubtful(
        left.map(({ orderId }) => orderId),
        atMs,
      )
    ).map(({ orderId }) => orderId),
  )
  return records.map((record) => (changed.has(record.orderId) ? { ...record, state: 'doubtful' } : record))
}

/** One release, one order; one more when the first is doubtful, and no third (design §5.3). */
const placeOrder = (plan: PlannedCertificate, earlier: readonly OrderRecord[]): Candidate | IssueOutcome => {
  const same = earlier.find(({ orderId }) => orderId === plan.orderId)
  if (same !== undefined) return repeatOf(same, plan.spkiSha256)
  const siblings = plan.releaseSha256 === null ? [] : earlier.filter(({ releaseSha256 }) => releaseSha256 === plan.releaseSha256)
  if (siblings.some(({ state }) => state !== 'doubtful')) return refusal(plan.orderId, 'policy.evidence', { reason: 'release-used' })
  if (siblings.length > 1) return refusal(plan.orderId, 'state.order-doubtful')
  return { plan, attempt: siblings.length + 1, before: siblings[0] }
}

const claimKeys = async (
  transaction: LedgerTransaction,
  candidates: readonly Candidate[],
  outcomes: Map<string, IssueOutcome>,
): Promise<readonly Candidate[]> => {
  // The same key twice in one batch: the first order has it. The responder's own key serves all its delegates.
  const claimants = candidates.map(({ plan }) => plan).filter(({ kind }) => kind !== 'delegate')
  const firstOf = new Map<string, string>()
  for (const { orderId, spkiSha256 } of claimants) if (!firstOf.has(spkiSha256)) firstOf.set(spkiSha256, orderId)
  const claims = claimants.filter(({ orderId, spkiSha256 }) => firstOf.get(spkiSha256) === orderId)
  const claimed = claims.length === 0 ? new Set<string>() : await transaction.claimKeys(claims)
  return candidates.filter(({ plan }) => {
    const isMine = plan.kind === 'delegate' || (claimed.has(plan.spkiSha256) && firstOf.get(plan.spkiSha256) === plan.orderId)
    if (!isMine) outcomes.set(plan.orderId, refusal(plan.orderId, 'input.csr-key-reused'))
    return isMine
  })
}

const orderOf = ({ orderId, kind, releaseSha256, decisionSha256, spkiSha256, evidence }: PlannedCertificate) => ({
  orderId,
  kind,
  releaseSha256,
  decisionSha256,
  spkiSha256,
  evidence,
})

const intentOf = ({ orderId, linted }: PlannedCertificate, intendedAtMs: number) => ({
  orderId,
  authorityId: linted.profile.authority.authorityId,
  serial: linted.serial,
  profileId: linted.profile.rules.profileId,
  tbs: linted.tbs,
  notAfterMs: linted.approved.notAfterMs,
  intendedAtMs,
})
