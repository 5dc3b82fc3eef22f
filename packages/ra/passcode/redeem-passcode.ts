import type { ErrorCode } from '@certhall/contract/errors'
import type { Passcode } from '@certhall/contract/passcode/passcode-code'
import type { IssueOrder, IssueOutcome } from '@certhall/contract/signer/issue'
import { allowed, AppError, type Decision, refused } from '@certhall/kernel/app-error'
import type { Actor } from '../actor.ts'
import type { CertificateAuthority, CertificateRepository, StoredCertificate } from '../certificate/ports.ts'
import type { BaseTransaction, Ground, TransactionOf } from '../ports.ts'
import { stillOpen } from './check-passcode.ts'
import { ordersPerPasscode } from './lifecycle.ts'
import { matchPasscodes } from './match-passcode.ts'
import type { Binding, PasscodeCase, PasscodePepper, PasscodeRepository } from './ports.ts'
import type { ProvenKey } from './prove-possession.ts'
import { recordOutcomes } from './record-outcomes.ts'

export type RedeemTransaction = BaseTransaction & { passcodes: PasscodeRepository; certificates: CertificateRepository }

export interface RedeemDeps extends Ground {
  readonly pepper: PasscodePepper
  readonly authority: CertificateAuthority
  readonly transaction: TransactionOf<RedeemTransaction>
}

export interface Redemption {
  readonly passcode: Passcode
  readonly key: ProvenKey
  readonly actor: Actor
}

export interface Redeemed {
  readonly found: PasscodeCase
  readonly certificate: StoredCertificate
}

export type RedeemOutcome = Decision<Redeemed, ErrorCode>

/**
 * Redeems many codes at the price of one (design §5.3): (a) one transaction binds them to their keys, (b) one message
 * asks the signer, (c) one transaction stores what it answered. A crash after (a) leaves codes bound, and the sweep asks
 * the signer what became of their orders; a crash after (b) the same. The same code with the same key comes out at the
 * same certificate however often it is asked.
 */
export const redeemPasscodes =
  (deps: RedeemDeps) =>
  async (redemptions: readonly Redemption[]): Promise<readonly RedeemOutcome[]> => {
    const bound = await deps.transaction((tx) => bindAll(deps, tx, redemptions))
    const orders = new Map<string, Ordered>()
    for (const entry of bound) if (entry.ok && entry.value.certificate === undefined) orders.set(entry.value.orderId, entry.value)
    const outcomes = await askSigner(deps, [...orders.values()])
    const settled = outcomes.ok
      ? await recordOutcomes(deps)(
          [...orders.values()].map(({ orderId, found }) => ({ orderId, found })),
          outcomes.value,
        )
      : undefined
    return bound.map((entry): RedeemOutcome => {
      if (!entry.ok) return entry
      const { found, certificate, orderId } = entry.value
      if (certificate !== undefined) return allowed({ found, certificate })
      if (!outcomes.ok) return outcomes
      const result = settled?.get(orderId)
      if (result === undefined) return refused('busy.signer')
      return result.ok ? allowed({ found, certificate: result.value }) : result
    })
  }

interface Ordered {
  readonly found: PasscodeCase
  readonly key: ProvenKey
  readonly orderId: string
  /** Stored before: nothing is ordered. */
  readonly certificate?: StoredCertificate
}

const bindAll = async (
  deps: RedeemDeps,
  tx: RedeemTransaction,
  redemptions: readonly Redemption[],
): Promise<readonly Decision<Ordered, ErrorCode>[]> => {
  const nowMs = deps.clock.nowMs()
  const ids = await matchPasscodes(
    tx.passcodes,
    deps.pepper,
    redemptions.map((each) => each.passcode),
  )
  const found = await casesOf(tx.passcodes, ids)
  const planned = new Map<string, Planned>()
  const entries = redemptions.map(({ key }, index) => plan(found.get(ids[index] ?? ''), key, planned, nowMs, deps.random.uuid))
  const bound = await tx.passcodes.bind(
    [...planned.values()].map(({ binding }) => binding).toSorted((left, right) => (left.passcodeId < right.passcodeId ? -1 : 1)),
  )
  const lost = await casesOf(
    tx.passcodes,
    [...planned.keys()].filter((id) => !bound.has(id)),
  )
  const final = entries.map((entry, index) => {
    const id = ids[index]
    const changed = id === undefined ? undefined : lost.get(id)
    const key = redemptions[index]?.key
    // Somebody else bound it between our reading and our writing: look again, without binding.
    return changed === undefined || key === undefined ? entry : plan(changed, key, undefined, nowMs, deps.random.uuid)
  })
  const refusals = redemptions.flatMap(({ actor }, index) =>
    ids[index] === undefined ? [{ type: 'passcode.refused' as const, actor }] : [],
  )
  const bindings = [...bound].map((id) => {
    const index = ids.indexOf(id)
    const { spkiSha256, orderId } = planned.get(id)?.binding ?? { spkiSha256: '', orderId: '' }
    const actor: Actor = { kind: 'holder', source: sourceOf(redemptions[index]?.actor) }
    return {
      type: 'passcode.redeeming' as const,
      actor,
      applicationNo: found.get(id)?.application.applicationNo ?? '',
      before: 'delivered',
      after: 'redeeming',
      detail: { passcodeId: id, spkiSha256, orderId },
    }
  })
  await tx.audit.append(...refusals, ...bindings)
  return final
}

/** What one redemption comes to, given its row and what others of this batch have planned. `planned` undefined: bind nothing. */
const plan = (
  found: PasscodeCase | undefined,
  key: ProvenKey,
  planned: Map<string, Planned> | undefined,
  nowMs: number,
  uuid: () => string,
): Decision<Ordered, ErrorCode> => {
  if (found === undefined) return refused('auth.passcode-invalid')
  const open = stillOpen(found, nowMs, 'redeem')
  if (!open.ok) return open
  const { passcode, certificate } = found
  if (certificate !== null && certificate.state !== 'valid') return refused('state.certificate-revoked')
  if (passcode.state === 'redeeming') {
    if (passcode.boundSpkiSha256 !== key.spkiSha256) return refused('state.passcode-other-key')
    return allowed({ found, key, orderId: passcode.orderId ?? '', ...(certificate === null ? {} : { certificate }) })
  }
  if (found.application.state !== 'approved') return refused('state.application')
  if (passcode.orderAttempt >= ordersPerPasscode) return refused('state.order-doubtful')
  const earlier = planned?.get(passcode.passcodeId)
  if (earlier !== undefined)
    return earlier.binding.spkiSha256 === key.spkiSha256 ? allowed(earlier.ordered) : refused('state.passcode-other-key')
  if (planned === undefined) return refused('state.conflict')
  const binding: Binding = { passcodeId: passcode.passcodeId, spkiSha256: key.spkiSha256, orderId: uuid(), atMs: nowMs }
  const bound = { ...passcode, orderId: binding.orderId, boundSpkiSha256: key.spkiSha256, orderAttempt: passcode.orderAttempt + 1 }
  const ordered: Ordered = { found: { ...found, passcode: bound }, key, orderId: binding.orderId }
  planned.set(passcode.passcodeId, { binding, ordered })
  return allowed(ordered)
}

interface Planned {
  readonly binding: Binding
  /** With the row as it will be: everybody of this batch who has the same key shares it. */
  readonly ordered: Ordered
}

/** The signer's silence is no answer: the codes stay bound, and the sweep asks later. */
const askSigner = async (deps: RedeemDeps, ordered: readonly Ordered[]): Promise<Decision<readonly IssueOutcome[], ErrorCode>> => {
  if (ordered.length === 0) return allowed([])
  try {
    return allowed(await deps.authority.issue(ordered.map(orderOf)))
  } catch (error) {
    if (error instanceof AppError && error.code === 'busy.signer') return refused('busy.signer', { cause: error })
    throw error
  }
}

const orderOf = ({ found, key, orderId }: Ordered): IssueOrder => ({
  orderId,
  snapshot: found.application.snapshot,
  decision: found.decision,
  release: found.release,
  furtherDecisions: [...found.furtherDecisions],
  csr: key.csr,
})

const casesOf = async (passcodes: PasscodeRepository, ids: readonly (string | undefined)[]): Promise<ReadonlyMap<string, PasscodeCase>> => {
  const known = [...new Set(ids.filter((id) => id !== undefined))]
  return new Map((await passcodes.ofIds(known)).map((each) => [each.passcode.passcodeId, each]))
}

const sourceOf = (actor: Actor | undefined): string => (actor !== undefined && 'source' in actor ? actor.source : 'local')
