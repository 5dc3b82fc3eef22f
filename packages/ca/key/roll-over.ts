import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { AuthorityRecord } from '../ports.ts'
import { readAuthority } from '../profile/authority.ts'
import { type AuthorityPlan, generationOf, newestOfLine, planOfGeneration, rootPlans, subordinatePlans } from './authority-plan.ts'
import { refuseToOutlive, yearsFrom } from './certify-authority.ts'
import { enterAuthorities, type HierarchyOrder, makeSubordinate, openRoot, publishRootList } from './make-authority.ts'
import { openSealedKey } from './sealed-key.ts'

export interface RollOverOrder {
  readonly lineId: string
  /** The longest life that a profile of this line promises: the signer would not start with an authority that lives shorter. */
  readonly longestDays: number
  /** As planned when left out. */
  readonly years?: number
}

/**
 * The next generation of an issuing authority (decision 0016): a key, a name and addresses of its own, below the same root.
 * The signer issues from it at its next start; the one before goes on answering for what it issued, until its own end. A run
 * that broke off is finished by another: what has a sealed key and no place in the ledger is entered, not made again.
 */
export const rollOver = async (order: HierarchyOrder, { lineId, longestDays, years }: RollOverOrder): Promise<AuthorityRecord> => {
  const plan = linePlan(lineId)
  const records = await order.ledger.read((transaction) => transaction.authorities())
  const [newest, rootRecord] = [newestOfLine(records, lineId), records.find(({ authorityId }) => authorityId === plan.issuerId)]
  if (newest === undefined || rootRecord === undefined) throw unknownLine(lineId)
  const next = planOfGeneration(plan, generationOf(newest.authorityId).generation + 1, years ?? plan.years)
  const life = yearsFrom(order.clock.nowMs(), next.years)
  // Before anybody types a passphrase.
  refuseToOutlive(next, life.notAfterMs, readAuthority(rootRecord))
  if (life.notAfterMs - life.notBeforeMs < longestDays * 86_400_000) {
    throw new AppError<ErrorCode>('policy.profile', { detail: { reason: 'shorter-than-profile', longestDays } })
  }
  refuseOtherPassphrase(order, newest.authorityId)
  const root = openKnownRoot(order, plan.issuerId)
  const record = await makeSubordinate(order, next, root)
  await enterAuthorities(order, [await root.record(), record])
  await publishRootList(order, root)
  return record
}

/** A root's list is good for a year; this is how it is signed again. */
export const renewRootLists = async (order: HierarchyOrder): Promise<readonly string[]> => {
  const records = await order.ledger.read((transaction) => transaction.authorities())
  const known = rootPlans.filter(({ authorityId }) => records.some((record) => record.authorityId === authorityId))
  for (const { authorityId } of known) await publishRootList(order, openKnownRoot(order, authorityId))
  return known.map(({ authorityId }) => authorityId)
}

/** Staff certificates live for a year and stand on the staff CA's list by its one name; its roll-over is left (decision 0016). */
const linePlan = (lineId: string): AuthorityPlan => {
  const plan = lines.find(({ authorityId }) => authorityId === lineId)
  if (plan === undefined) throw unknownLine(lineId)
  return plan
}

const lines = subordinatePlans.filter(({ role }) => role === 'issuing')
const unknownLine = (authorityId: string): AppError =>
  new AppError<ErrorCode>('missing.authority', { detail: { authorityId, offered: lines.map((line) => line.authorityId).join(' ') } })

/** One passphrase opens all keys of the signer: a key under another would keep it from starting. */
const refuseOtherPassphrase = ({ files, signerPassphrase }: HierarchyOrder, authorityId: string): void => {
  const sealed = files.read(authorityId)
  if (sealed === undefined) throw new AppError<ErrorCode>('internal.key-sealed', { detail: { authorityId, reason: 'missing' } })
  openSealedKey(sealed, signerPassphrase)
}

/** Never a new root: without its key file this is the wrong data directory. */
const openKnownRoot = (order: HierarchyOrder, authorityId: string): ReturnType<typeof openRoot> => {
  const plan = rootPlans.find((each) => each.authorityId === authorityId)
  if (plan === undefined || order.files.read(authorityId) === undefined) {
    throw new AppError<ErrorCode>('internal.key-sealed', { detail: { authorityId, reason: 'missing' } })
  }
  return openRoot(order, plan, undefined)
}
