import type { Actor } from '../actor.ts'
import type { NoticeRepository } from '../notice/ports.ts'
import { isLive } from '../passcode/lifecycle.ts'
import type { PasscodeRepository, ReleaseRepository } from '../passcode/ports.ts'
import type { BaseTransaction, Ground, TransactionOf } from '../ports.ts'
import { nextState } from './lifecycle.ts'
import type { CaseRepository, ReviewCase } from './review-ports.ts'

type LapseTransaction = BaseTransaction & {
  cases: CaseRepository
  passcodes: Pick<PasscodeRepository, 'ofApplication'>
  releases: Pick<ReleaseRepository, 'ofApplication'>
  notices: NoticeRepository
}

export interface LapseDeps extends Ground {
  readonly hotline: string
  /** How long an approval waits for a release. */
  readonly approvalDays: number
  readonly transaction: TransactionOf<LapseTransaction>
}

/** Why an approval came to nothing: the code was not used in time, or staff never sent one. */
export type LapseReason = 'run-out' | 'unreleased'

/**
 * Approvals that nobody follows up: the PASSCODE ran out and was not sent again, or none is on its way and none was released
 * for long. The contact hears of it. Gives how many ended.
 */
export const lapseApprovals = (deps: LapseDeps) => async (): Promise<number> => {
  const nowMs = deps.clock.nowMs()
  const times = { runOutMs: nowMs - resendLifeMs, unreleasedMs: nowMs - deps.approvalDays * dayMs }
  const due = await deps.transaction(({ cases }) => cases.lapsedApprovals(times, batch))
  let ended = 0
  for (const applicationNo of due) if (await lapse(deps, applicationNo, times, nowMs)) ended += 1
  return ended
}

const lapse = (deps: LapseDeps, applicationNo: string, times: { readonly unreleasedMs: number }, nowMs: number): Promise<boolean> =>
  deps.transaction(async (tx) => {
    const found = await tx.cases.lock(applicationNo)
    const next = found === undefined ? undefined : nextState(found.state, 'expire')
    if (found === undefined || next?.ok !== true) return false
    const codes = await tx.passcodes.ofApplication(applicationNo)
    const [newest] = await tx.releases.ofApplication(applicationNo)
    // Released again since the list was read: its code is live or on its way.
    const isOnItsWay =
      newest !== undefined && newest.releasedAtMs > times.unreleasedMs && codes.every(({ releaseId }) => releaseId !== newest.releaseId)
    if (codes.some(({ state }) => isLive(state)) || isOnItsWay) return false
    const { state: from, version } = found
    if (!(await tx.cases.change({ applicationNo, from, version, to: next.value, atMs: nowMs }))) return false
    const reason: LapseReason = codes.some(({ state }) => state === 'expired') ? 'run-out' : 'unreleased'
    await tx.audit.append({
      type: 'application.expired',
      actor: clockwork,
      applicationNo,
      before: from,
      after: next.value,
      detail: { reason },
    })
    await tell(deps, tx, found, reason)
    return true
  })

const tell = async ({ hotline }: LapseDeps, tx: LapseTransaction, found: ReviewCase, reason: LapseReason): Promise<void> => {
  const { applicationNo, language, organizationName, projectNameZh, projectNameEn, form } = found
  const parameters = { organizationName, projectNameZh, projectNameEn, reason, hotline }
  for (const [channel, address] of [
    ['email', form.contact.email],
    ['sms', form.contact.mobile],
  ] as const)
    await tx.notices.add({ kind: 'application-lapsed', applicationNo, channel, address, language, parameters })
}

const clockwork: Actor = { kind: 'system', name: 'expiry' }
const batch = 200
const dayMs = 86_400_000
/** After this long without a new release the approval whose PASSCODE ran out has lapsed. */
const resendLifeMs = 30 * dayMs
