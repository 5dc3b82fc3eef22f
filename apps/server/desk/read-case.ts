import type { ApplicationType } from '@certhall/contract/application/vocabulary'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import type { Clock } from '@certhall/kernel/clock'
import type { StaffActor } from '@certhall/ra/actor'
import { maySeeCases } from '@certhall/ra/application/review-policy'
import type {
  DecisionRepository,
  QueueList,
  QueuePosition,
  QueueRow,
  ReviewCase,
  ReviewRepository,
} from '@certhall/ra/application/review-ports'
import type { ApplicationRepository } from '@certhall/ra/application/ports'
import { presenceMs } from '@certhall/ra/application/start-review'
import type { CertificateRepository } from '@certhall/ra/certificate/ports'
import type { OrganizationRepository } from '@certhall/ra/organization/ports'
import type { ReleaseRepository } from '@certhall/ra/passcode/ports'
import type { TransactionOf } from '@certhall/ra/ports'
import type { StaffRepository } from '@certhall/ra/staff/ports'
import { type CaseRecords, recordBefore } from './case-follow-up.ts'
import { type CaseFacts, checksOf } from './case-view.ts'

export interface ReadDeps {
  readonly clock: Clock
  readonly transaction: TransactionOf<{
    cases: ReviewRepository
    decisions: DecisionRepository
    releases: ReleaseRepository
    staff: StaffRepository
    certificates: CertificateRepository
    applications: ApplicationRepository
    organizations: OrganizationRepository
  }>
}

/** Reads a case with everything beside it, and marks it as open at this person's screen. */
export const readCase =
  (deps: ReadDeps) =>
  async (applicationNo: string, actor: StaffActor): Promise<CaseFacts> =>
    deps.transaction(async (tx) => {
      const { cases, decisions, releases, staff } = tx
      orThrow(maySeeCases(actor))
      const nowMs = deps.clock.nowMs()
      const reviewCase = await cases.one(applicationNo)
      if (reviewCase === undefined) throw new AppError<ErrorCode>('missing.application')
      await cases.seen(applicationNo, actor.personId, nowMs)
      const decided = await decisions.ofApplication(applicationNo)
      const released = await releases.ofApplication(applicationNo)
      const people = await staff.people([...new Set([...decided, ...released].map((each) => each.personId))])
      return {
        reviewCase,
        ...(await beside(tx, reviewCase)),
        decisions: decided,
        releases: released,
        nowMs,
        names: new Map(people.map((person) => [person.personId, person.name])),
        viewers: await cases.viewers(applicationNo, actor.personId, nowMs - presenceMs),
      }
    })

/** A page of the queue, each row with the number of checks that want attention. */
export const readQueue =
  (deps: ReadDeps) =>
  async (
    list: QueueList,
    after: QueuePosition | undefined,
    limit: number,
    actor: StaffActor,
    type?: ApplicationType,
  ): Promise<{ rows: readonly (QueueRow & { readonly signals: number })[]; openCount: number }> =>
    deps.transaction(async (tx) => {
      const { cases } = tx
      orThrow(maySeeCases(actor))
      const nowMs = deps.clock.nowMs()
      const rows = await cases.queue(list, after, limit, actor.personId, nowMs - presenceMs, type)
      const counted = []
      for (const row of rows) counted.push({ ...row, signals: await signalsOf(tx, row, nowMs) })
      return { rows: counted, openCount: await cases.openCount() }
    })

/** Counted for open cases only: nobody decides the others any more. */
const signalsOf = async (tx: CaseRecords, row: QueueRow, nowMs: number): Promise<number> => {
  if (row.state !== 'submitted' && row.state !== 'underReview') return 0
  const reviewCase = await tx.cases.one(row.applicationNo)
  if (reviewCase === undefined) return 0
  return checksOf({ reviewCase, ...(await beside(tx, reviewCase)), nowMs }).filter(
    (each) => each.outcome === 'warn' || each.outcome === 'fail',
  ).length
}

const beside = async (tx: CaseRecords, reviewCase: ReviewCase) => {
  const { applicationNo, orgCode } = reviewCase
  return {
    record: await recordBefore(tx, reviewCase),
    documents: await tx.cases.documents(applicationNo),
    registry: await tx.cases.registryEntry(orgCode),
    otherOpen: await tx.cases.otherOpen(orgCode, applicationNo),
    certificates: await tx.cases.certificates(orgCode),
  }
}
