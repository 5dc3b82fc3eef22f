import { AppError } from '@certhall/kernel/app-error'
import type { Clock } from '@certhall/kernel/clock'
import type { AuditRecord } from '../audit/ports.ts'
import { verifyChain } from '../audit/verify-chain.ts'
import type { CertificateAuthority } from '../certificate/ports.ts'
import { sha256Hex } from '../digest.ts'
import { unconfirmedLifeMs } from '../passcode/expire-passcodes.ts'
import type { Sealer } from '../ports.ts'
import { type InvariantId, type InvariantResult, resultsOf, type Violation } from './invariants.ts'
import { compareWithLedger } from './ledger-orders.ts'
import type { InvariantRecord, KeptPaper } from './ports.ts'
import { contradictionsOf } from './signed-case.ts'

export interface CheckDeps {
  readonly invariants: InvariantRecord
  readonly record: AuditRecord
  /** base64; null where the audit key is not at hand: hashes are checked, signatures are not. */
  readonly auditPublicKey: string | null
  readonly authority: Pick<CertificateAuthority, 'orderStatus'>
  /** null where the evidence key is not at hand. */
  readonly sealer: Pick<Sealer, 'open'> | null
  readonly clock: Clock
  readonly approvalDays: number
}

export interface CheckScope {
  /** null: every case there is. */
  readonly casesSinceMs: number | null
  readonly papersSinceMs: number | null
  /** null: the whole chain. */
  readonly lastLinks: number | null
  /** Younger orders are left out: the signer may have them in hand, or its answer is on the way. */
  readonly ordersQuietMs: number
}

export const everything: CheckScope = { casesSinceMs: null, papersSinceMs: null, lastLinks: null, ordersQuietMs: 60_000 }

/** The sweeper: all invariants over the cases in scope, page by page. Reads only; two at once do no harm. */
export const checkInvariants =
  (deps: CheckDeps) =>
  async (scope: CheckScope): Promise<readonly InvariantResult[]> => {
    const nowMs = deps.clock.nowMs()
    const violations: Violation[] = [
      ...(await checkChain(deps, scope.lastLinks, nowMs)),
      ...(await deps.invariants.stock(scope.casesSinceMs)),
    ]
    const unchecked = new Set<InvariantId>(deps.sealer === null ? ['I29'] : [])
    for (let after = ''; ; ) {
      const cases = await deps.invariants.cases(scope.casesSinceMs, after, page)
      if (cases.length > 0) violations.push(...(await checkCases(deps, cases, scope, nowMs, unchecked)))
      if (cases.length < page) return resultsOf(violations, unchecked)
      after = cases.at(-1) ?? ''
    }
  }

const checkCases = async (
  deps: CheckDeps,
  cases: readonly string[],
  scope: CheckScope,
  nowMs: number,
  unchecked: Set<InvariantId>,
): Promise<readonly Violation[]> => {
  const lateMs = nowMs - graceMs
  const times = { lateMs, overdueMs: lateMs - unconfirmedLifeMs, unreleasedMs: lateMs - deps.approvalDays * dayMs }
  const violations = [...(await deps.invariants.violations(cases, times))]
  for (const [index, signedCase] of (await deps.invariants.signedCases(cases)).entries()) {
    violations.push(...contradictionsOf(signedCase).map((id): Violation => ({ invariant: 'I05', id })))
    // Whoever waits for an answer of this process has a turn between some milliseconds of verifying.
    if (index % casesATurn === casesATurn - 1) await new Promise((resolve) => setImmediate(resolve))
  }
  const compared = await compareWithLedger(deps.authority, await deps.invariants.orders(cases), nowMs - scope.ordersQuietMs)
  if (compared === null) for (const invariant of ['I01', 'I02'] as const) unchecked.add(invariant)
  violations.push(...(compared ?? []))
  if (deps.sealer !== null)
    for await (const paper of deps.invariants.papers(cases, scope.papersSinceMs))
      if (!isWhole(deps.sealer, paper)) violations.push({ invariant: 'I29', id: paper.documentId })
  return violations
}

/** I23. The head is read first: whatever is chained meanwhile only makes the chain longer. */
const checkChain = async (
  { invariants, record, auditPublicKey }: CheckDeps,
  lastLinks: number | null,
  nowMs: number,
): Promise<readonly Violation[]> => {
  const head = await record.head()
  const start = await startOf(record, lastLinks === null ? 0 : head.sequence - lastLinks)
  const checkpoints = await record.checkpoints(start?.sequence)
  const verdict = await verifyChain({
    events: record.chained(start?.sequence),
    checkpoints,
    publicKey: auditPublicKey,
    ...(start === undefined ? {} : { start }),
  })
  const late = await invariants.waitingSince(nowMs - graceMs)
  return [
    ...(verdict.ok ? [] : [`sequence ${verdict.sequence}: ${verdict.finding}`]),
    ...(verdict.ok && verdict.count < head.sequence ? [`sequence ${verdict.count + 1}: tail-missing`] : []),
    ...late,
  ].map((id): Violation => ({ invariant: 'I23', id }))
}

const startOf = async (record: AuditRecord, sequence: number) => {
  if (sequence <= 0) return undefined
  for await (const { link } of record.chained(sequence - 1)) return link.sequence === sequence ? { sequence, hash: link.hash } : undefined
  return undefined
}

const isWhole = (sealer: Pick<Sealer, 'open'>, { sealed, context, sha256, sizeBytes }: KeptPaper): boolean => {
  try {
    const content = sealer.open(sealed, context)
    return content.length === sizeBytes && sha256Hex(content) === sha256
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

const page = 500
const casesATurn = 10
/** Rounds that end or chain things run every few seconds; an hour late is broken, not slow. */
const graceMs = 3_600_000
const dayMs = 86_400_000
