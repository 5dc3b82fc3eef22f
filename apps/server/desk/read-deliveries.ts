import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Clock } from '@certhall/kernel/clock'
import type { StaffActor } from '@certhall/ra/actor'
import {
  addressOf,
  type DecisionRepository,
  type DeliveryCase,
  type QueuePosition,
  type ReviewCase,
  type ReviewRepository,
} from '@certhall/ra/application/review-ports'
import { maskAddress } from '@certhall/ra/notice/mask-address'
import type { NoticeRepository, NoticeTrace } from '@certhall/ra/notice/ports'
import { isLive } from '@certhall/ra/passcode/lifecycle'
import type { PasscodeRepository, ReleaseRepository, StoredRelease } from '@certhall/ra/passcode/ports'
import { mayRelease } from '@certhall/ra/passcode/release-policy'
import type { TransactionOf } from '@certhall/ra/ports'
import type { StaffRepository } from '@certhall/ra/staff/ports'
import type { DeliveryListName, DeliveryRow } from './delivery-routes.ts'

interface Reads {
  readonly cases: ReviewRepository
  readonly decisions: DecisionRepository
  readonly passcodes: PasscodeRepository
  readonly releases: ReleaseRepository
  readonly notices: NoticeRepository
  readonly staff: StaffRepository
}
export interface DeliveryReadDeps {
  readonly clock: Clock
  readonly transaction: TransactionOf<Reads>
}

export const readDeliveries =
  (deps: DeliveryReadDeps) =>
  async (list: DeliveryListName, after: QueuePosition | undefined, limit: number, actor: StaffActor): Promise<readonly DeliveryRow[]> =>
    deps.transaction(async (tx) => {
      const found = await tx.cases.deliveries(list, after, limit)
      const notices = await tx.notices.ofApplications(found.map((each) => each.applicationNo))
      const rows: DeliveryRow[] = []
      for (const each of found)
        rows.push(
          await rowOf(
            tx,
            each,
            notices.filter((notice) => notice.applicationNo === each.applicationNo),
            actor,
          ),
        )
      return rows
    })

export const readDelivery =
  (deps: DeliveryReadDeps) =>
  async (applicationNo: string, actor: StaffActor): Promise<DeliveryRow> =>
    deps.transaction(async (tx) => {
      const reviewCase = await tx.cases.one(applicationNo)
      const [decision, ...further] = reviewCase === undefined ? [] : await tx.decisions.ofRevision(applicationNo, reviewCase.revision)
      if (reviewCase === undefined || decision === undefined) throw new AppError<ErrorCode>('missing.application')
      const [decider] = await tx.staff.people([decision.personId])
      const delivery: DeliveryCase = {
        applicationNo,
        decisions: [decision, ...further],
        deciderName: decider?.name ?? '',
        passcodes: await tx.passcodes.ofApplication(applicationNo),
      }
      return rowOf(tx, delivery, await tx.notices.ofApplications([applicationNo]), actor)
    })

const rowOf = async (tx: Reads, delivery: DeliveryCase, notices: readonly NoticeTrace[], actor: StaffActor): Promise<DeliveryRow> => {
  const reviewCase = await tx.cases.one(delivery.applicationNo)
  if (reviewCase === undefined) throw new AppError<ErrorCode>('missing.application')
  const [release] = await tx.releases.ofApplication(delivery.applicationNo)
  const channel = release?.channel ?? reviewCase.form.delivery.channel
  return {
    applicationNo: reviewCase.applicationNo,
    organizationName: reviewCase.organizationName,
    projectNameZh: reviewCase.projectNameZh,
    projectNameEn: reviewCase.projectNameEn,
    approvedAt: new Date((delivery.decisions.at(-1) ?? delivery.decisions[0]).decidedAtMs).toISOString(),
    reviewedBy: delivery.deciderName,
    channel,
    target: maskAddress(channel, addressOf(reviewCase.form, channel)),
    state: reviewCase.state,
    passcode: passcodeOf(delivery, release),
    notices: notices.map(({ kind, channel: by, state, attempts, atMs }) => ({
      kind,
      channel: by,
      state,
      attempts,
      at: new Date(atMs).toISOString(),
    })),
    may: mayOf(actor, reviewCase, delivery, release),
  }
}

/** The newest code, and how often this release was handed over; a failed hand-over shows its reason. */
const passcodeOf = ({ passcodes }: DeliveryCase, release: StoredRelease | undefined): DeliveryRow['passcode'] => {
  const [newest] = passcodes
  if (newest === undefined) return null
  return {
    state: newest.state,
    createdAt: new Date(newest.createdAtMs).toISOString(),
    expiresAt: new Date(newest.expiresAtMs).toISOString(),
    attempts: passcodes.filter((each) => each.releaseId === release?.releaseId).length,
    lastFailure: newest.state === 'voided' ? newest.endReason : null,
  }
}

/** The same predicate as the deed: `release` while nothing is under way, `resend` (with a reason) while a code lives. */
const mayOf = (
  actor: StaffActor,
  reviewCase: ReviewCase,
  { decisions, passcodes }: DeliveryCase,
  release: StoredRelease | undefined,
): DeliveryRow['may'] => {
  const facts = { reviewCase, decisions, passcodes }
  const plain = mayRelease(actor, facts, null)
  const withReason = mayRelease(actor, facts, 'reason')
  const isLiveNow =
    passcodes.some((each) => isLive(each.state)) ||
    (release !== undefined && passcodes.every((each) => each.releaseId !== release.releaseId))
  return { release: plain.ok && !isLiveNow, resend: withReason.ok && isLiveNow, whyNot: withReason.ok ? null : withReason.code }
}
