/** The staff's side of the hall and the PASSCODE: joins use cases, rooms and the work behind them. Knows no store. */
import type { RevocationReason } from '@certhall/contract/certificate/vocabulary'
import type { Log } from '@certhall/kernel/log'
import type { StaffActor } from '@certhall/ra/actor'
import { decideApplication, prepareDecision } from '@certhall/ra/application/decide-application'
import { openDocument, revealField } from '@certhall/ra/application/reveal-field'
import { beginIfMine, takeNextCase } from '@certhall/ra/application/start-review'
import type { ApplicationRepository } from '@certhall/ra/application/ports'
import type { DecisionRepository, ReviewRepository } from '@certhall/ra/application/review-ports'
import type { AuditRecord } from '@certhall/ra/audit/ports'
import { type AuditKey, chainEvents, sealHead } from '@certhall/ra/audit/seal-record'
import type { CertificateRepository } from '@certhall/ra/certificate/ports'
import { checkInvariants } from '@certhall/ra/invariant/check-invariants'
import type { InvariantRecord } from '@certhall/ra/invariant/ports'
import type { HolderSessionRepository } from '@certhall/ra/holder/ports'
import type { MessageCarrier, NoticeRepository } from '@certhall/ra/notice/ports'
import { sendNotice } from '@certhall/ra/notice/send-notice'
import type { OrganizationRepository } from '@certhall/ra/organization/ports'
import { abandonRedemption } from '@certhall/ra/passcode/abandon-redemption'
import { inBatches } from '@certhall/ra/passcode/batch'
import { checkPasscode } from '@certhall/ra/passcode/check-passcode'
import { confirmInstallation } from '@certhall/ra/passcode/confirm-installation'
import { deliverPasscode } from '@certhall/ra/passcode/deliver-passcode'
import { expirePasscodes } from '@certhall/ra/passcode/expire-passcodes'
import type { PasscodePepper, PasscodeRepository, ReleaseRepository } from '@certhall/ra/passcode/ports'
import { redeemPasscodes } from '@certhall/ra/passcode/redeem-passcode'
import { prepareRelease, releasePasscode } from '@certhall/ra/passcode/release-passcode'
import { settleOrders } from '@certhall/ra/passcode/settle-orders'
import type { BaseTransaction, Ground, Sealer, TransactionOf } from '@certhall/ra/ports'
import { deskActor } from '@certhall/ra/staff/desk-actor'
import { enrolStaff } from '@certhall/ra/staff/enrol-staff'
import { issueChallenge, logIn } from '@certhall/ra/staff/log-in'
import type { WebhookRepository } from '@certhall/ra/webhook/ports'
import type { StaffRepository } from '@certhall/ra/staff/ports'
import { allocateUkeys } from '@certhall/ra/ukey/allocate-ukeys'
import { findUkey } from '@certhall/ra/ukey/find-ukey'
import { listUkeys } from '@certhall/ra/ukey/list-ukeys'
import { markUkeysLost } from '@certhall/ra/ukey/mark-ukeys-lost'
import type { UkeyRepository } from '@certhall/ra/ukey/ports'
import { receiveUkeys } from '@certhall/ra/ukey/receive-ukeys'
import { returnUkeys } from '@certhall/ra/ukey/return-ukeys'
import { scrapUkeys } from '@certhall/ra/ukey/scrap-ukeys'
import { auditRoutes } from './audit/routes.ts'
import { authorityBook } from './certificate/authority-book.ts'
import { caseRoutes } from './desk/case-routes.ts'
import { toCaseView } from './desk/case-view.ts'
import { deliveryRoutes } from './desk/delivery-routes.ts'
import { readCase, readQueue } from './desk/read-case.ts'
import { readDeliveries, readDelivery } from './desk/read-deliveries.ts'
import type { Room } from './http/app.ts'
import type { Limits } from './http/limits.ts'
import { deskTimes } from './http/session.ts'
import { type InvariantWatch, watchInvariants } from './invariant/watch.ts'
import type { Work } from './jobs.ts'
import { passcodeRoutes } from './passcode/routes.ts'
import type { SignerClient } from './signer-client.ts'
import { staffRoutes } from './staff/routes.ts'
import { ukeyRoutes } from './ukey/routes.ts'

export interface RegistrationDeps extends Ground {
  readonly log: Log
  readonly limits: Limits
  readonly publicUrl: string
  readonly hotline: string
  readonly approvalDays: number
  readonly signer: SignerClient
  readonly passcodePepper: PasscodePepper
  readonly carrier: MessageCarrier
  readonly record: AuditRecord
  readonly auditKey: AuditKey
  readonly invariants: InvariantRecord
  readonly sealer: Sealer
  /** Whether the catalogue of UKEYs has it. */
  readonly isUkeyModel: (modelId: string) => boolean
  readonly transaction: TransactionOf<
    BaseTransaction & {
      staff: StaffRepository
      cases: ReviewRepository
      decisions: DecisionRepository
      releases: ReleaseRepository
      passcodes: PasscodeRepository
      certificates: CertificateRepository
      notices: NoticeRepository
      organizations: OrganizationRepository
      ukeys: UkeyRepository
      applications: ApplicationRepository
      holderSessions: HolderSessionRepository
      webhooks: WebhookRepository
    }
  >
}

export interface Registration {
  readonly open: readonly Room[]
  readonly desk: readonly Room[]
  readonly work: RegistrationWork
  /** Figures for /metrics. */
  readonly measure: InvariantWatch['install']
  readonly staffOf: (personId: string, certificateSha256: string, source: string) => Promise<StaffActor | null>
}

/** What is posted to the owners of projects is joined in lifecycle-work.ts. */
export interface RegistrationWork extends Pick<Work, 'rounds'> {
  readonly jobs: Omit<Work['jobs'], 'send-webhook'>
}

export const joinRegistration = (deps: RegistrationDeps): Registration => {
  const watch = watchInvariants({
    ...deps,
    check: checkInvariants({ ...deps, auditPublicKey: deps.auditKey.publicKey, authority: deps.signer }),
  })
  return {
    open: [passcodeRoom(deps)],
    desk: [staffRoom(deps), caseRoom(deps), deliveryRoom(deps), ukeyRoom(deps), auditRoutes(deps)],
    work: workOf(deps, watch),
    measure: watch.install,
    staffOf: async (personId, certificateSha256, source) => {
      const certificate = await deps.transaction(({ staff }) => staff.certificate(certificateSha256))
      return deskActor(certificate, personId, source, deps.clock.nowMs()) ?? null
    },
  }
}

const staffRoom = (deps: RegistrationDeps): Room => {
  const ground = { ...deps, publicOrigin: new URL(deps.publicUrl).origin }
  return staffRoutes({
    limits: deps.limits,
    invitation: deps.signer.invitation,
    enrol: enrolStaff({ ...deps, staffAuthority: deps.signer }),
    challenge: issueChallenge(ground),
    logIn: logIn(ground),
    logOut: (actor) => deps.transaction(({ audit }) => audit.append({ type: 'staff.logged-out', actor })),
    certificate: (certificateSha256) => deps.transaction(({ staff }) => staff.certificate(certificateSha256)),
    sessionLifeMs: deskTimes.absoluteMs,
    nowMs: deps.clock.nowMs,
  })
}

const caseRoom = (deps: RegistrationDeps): Room => {
  const ground = { ...deps, progressUrl: `${deps.publicUrl}/progress` }
  const view = async (applicationNo: string, actor: StaffActor) => toCaseView(await readCase(deps)(applicationNo, actor), actor)
  return caseRoutes({
    queue: readQueue(deps),
    next: takeNextCase(deps),
    open: async (applicationNo, actor) => {
      await beginIfMine(deps)(applicationNo, actor)
      return view(applicationNo, actor)
    },
    view,
    reveal: revealField(deps),
    document: openDocument(deps),
    prepare: prepareDecision(ground),
    decide: decideApplication(ground),
    nowMs: deps.clock.nowMs,
  })
}

const deliveryRoom = (deps: RegistrationDeps): Room =>
  deliveryRoutes({ list: readDeliveries(deps), row: readDelivery(deps), prepare: prepareRelease(deps), release: releasePasscode(deps) })

const ukeyRoom = (deps: RegistrationDeps): Room =>
  ukeyRoutes({
    list: listUkeys(deps),
    find: findUkey(deps),
    receive: receiveUkeys({ ...deps, isModel: deps.isUkeyModel }),
    allocate: allocateUkeys(deps),
    returned: returnUkeys(deps),
    lose: markUkeysLost(deps),
    scrap: scrapUkeys(deps),
  })

const passcodeRoom = (deps: RegistrationDeps): Room => {
  const ground = { ...deps, pepper: deps.passcodePepper, authority: deps.signer }
  return passcodeRoutes({
    limits: deps.limits,
    check: checkPasscode(ground),
    redeem: inBatches(redeemPasscodes(ground), redeemBatch),
    confirm: confirmInstallation(ground),
    abandon: abandonRedemption(ground),
    ground: { publicUrl: deps.publicUrl, authorities: authorityBook(deps.signer) },
  })
}

const workOf = (deps: RegistrationDeps, watch: InvariantWatch): RegistrationWork => {
  const deliver = deliverPasscode({ ...deps, pepper: deps.passcodePepper, downloadUrl: `${deps.publicUrl}/hall/download` })
  const settle = settleOrders({ ...deps, authority: deps.signer })
  return {
    jobs: {
      'deliver-passcode': ({ releaseId }, { isLast }) => deliver(releaseId, isLast),
      'send-notice': ({ noticeId }, { isLast }) => sendNotice(deps)(noticeId, isLast),
      'revoke-certificate': async ({ authorityId, serialNumber, reason, applicationNo }) =>
        void (await deps.signer.revoke({ authorityId, serialNumber, reason: reason as RevocationReason, applicationNo })),
    },
    rounds: [
      { name: 'chain', everyMs: 400, run: chainEvents(deps) },
      { name: 'seal', everyMs: 5_000, run: sealHead({ ...deps, key: deps.auditKey }) },
      { name: 'settle', everyMs: 5_000, run: () => settle(quietMs) },
      { name: 'expire', everyMs: 5_000, run: expirePasscodes(deps) },
      watch.round,
    ],
  }
}

/** Measured in docs/performance.md: larger batches do not store more certificates a second, they only wait longer. */
const redeemBatch = { most: 64, atOnce: 3 } as const
/** An order younger than this may still be on its way to the signer. */
const quietMs = 15_000
