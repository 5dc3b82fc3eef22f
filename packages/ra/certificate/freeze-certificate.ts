import { X509Certificate } from 'node:crypto'
import type { CertificateKey, FreezeReason } from '@certhall/contract/application/follow-up'
import type { ErrorCode } from '@certhall/contract/errors'
import type { StaffRole } from '@certhall/contract/staff/roles'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import type { Log } from '@certhall/kernel/log'
import type { Actor } from '../actor.ts'
import { nextState } from '../application/lifecycle.ts'
import type { ApplicationRepository } from '../application/ports.ts'
import type { CaseRepository } from '../application/review-ports.ts'
import { sha256Hex } from '../digest.ts'
import type { HolderSessionRepository } from '../holder/ports.ts'
import type { NoticeRepository } from '../notice/ports.ts'
import type { OrganizationRepository } from '../organization/ports.ts'
import { endRedemption } from '../passcode/end-redemption.ts'
import { isLive } from '../passcode/lifecycle.ts'
import type { PasscodeRepository } from '../passcode/ports.ts'
import type { BaseTransaction, Ground, TransactionOf } from '../ports.ts'
import { tellProject } from '../webhook/tell-project.ts'
import type { WebhookRepository } from '../webhook/ports.ts'
import { nextCertificateState } from './lifecycle.ts'
import type { CertificateAuthority, CertificateRepository, StoredCertificate } from './ports.ts'

export type FreezeTransaction = BaseTransaction & {
  certificates: CertificateRepository
  applications: Pick<ApplicationRepository, 'openOn'>
  cases: CaseRepository
  passcodes: PasscodeRepository
  notices: NoticeRepository
  holderSessions: HolderSessionRepository
  webhooks: Pick<WebhookRepository, 'tell'>
  organizations: Pick<OrganizationRepository, 'one'>
}

export interface FreezeDeps extends Ground {
  readonly log: Log
  readonly hotline: string
  readonly unfreezeUrl: string
  readonly authority: Pick<CertificateAuthority, 'revoke'>
  readonly transaction: TransactionOf<FreezeTransaction>
}

export interface FreezeOrder {
  readonly key: CertificateKey
  readonly reason: FreezeReason
  readonly remark: string
  readonly actor: Actor
  /** In which a member of the staff acts. */
  readonly role?: StaffRole
  /** Who called, as customer service wrote it down. */
  readonly caller?: string
}

/**
 * At once and reviewed by nobody (design §5.2): valid → frozen, sessions ended, open renewals and changes stopped with
 * their PASSCODEs, all in one transaction. The signer is told right after the commit; the job is there for when it does
 * not answer. Asked again, it answers the same.
 */
export const freezeCertificate =
  (deps: FreezeDeps) =>
  async (order: FreezeOrder): Promise<StoredCertificate> => {
    const frozen = await deps.transaction(async (tx) => {
      const certificate = await tx.certificates.lock(order.key)
      if (certificate === undefined) throw new AppError<ErrorCode>('missing.certificate')
      return certificate.state === 'frozen' ? certificate : freezeWithin(deps, tx, certificate, order)
    })
    await tellSigner(deps, frozen)
    return frozen
  }

export type FreezeGround = Pick<FreezeDeps, 'clock' | 'hotline' | 'unfreezeUrl'>

/** The same as part of another transaction: a reported loss freezes with its application. The row must be locked. */
export const freezeWithin = async (
  ground: FreezeGround,
  tx: FreezeTransaction,
  certificate: StoredCertificate,
  order: FreezeOrder,
): Promise<StoredCertificate> => {
  const atMs = ground.clock.nowMs()
  const { authorityId, serialNumber, applicationNo } = certificate
  orThrow(nextCertificateState(certificate.state, 'freeze'))
  if (certificate.notAfterMs < atMs) throw new AppError<ErrorCode>('state.certificate-expired')
  // Design §5.2: what authenticates a TLS server is revoked, never put on hold.
  if (new X509Certificate(certificate.der).keyUsage?.includes(serverAuth) === true) throw new AppError<ErrorCode>('policy.not-freezable')
  if (!(await tx.certificates.freeze(certificate, atMs))) throw new AppError<ErrorCode>('state.conflict')
  const { reason, actor, role, remark, caller } = order
  await tx.audit.append({
    type: 'certificate.frozen',
    actor,
    ...(role === undefined ? {} : { role }),
    applicationNo,
    before: certificate.state,
    after: 'frozen',
    detail: { authorityId, serialNumber, reason, ...(remark === '' ? {} : { remark }), ...(caller === undefined ? {} : { caller }) },
  })
  await tx.jobs.send(
    'revoke-certificate',
    { authorityId, serialNumber, reason: 'certificateHold', applicationNo },
    { key: `${serialNumber}/certificateHold` },
  )
  await tx.holderSessions.end(sha256Hex(certificate.der))
  await stopOpen(tx, certificate, order, atMs)
  await tell(ground, tx, certificate, reason)
  await tellProject(tx, { event: 'certificate.frozen', certificate, atMs })
  return { ...certificate, state: 'frozen', frozenAtMs: atMs }
}

/** Freezing wins (I17): a renewal or change under way ends with its code and whatever certificate came of it. */
const stopOpen = async (
  tx: FreezeTransaction,
  certificate: StoredCertificate,
  { actor, role }: FreezeOrder,
  atMs: number,
): Promise<void> => {
  const open = await tx.applications.openOn(certificate)
  if (open === undefined || (open.applicationType !== 'renew' && open.applicationType !== 'change')) return
  const { applicationNo } = open
  // The case before its codes, as release and hand-over lock them: no code can come into being in between.
  const found = await tx.cases.lock(applicationNo)
  const next = found === undefined ? undefined : nextState(found.state, 'stop')
  if (found === undefined || next?.ok !== true) return
  const codes = (await tx.passcodes.ofApplication(applicationNo)).filter(({ state }) => isLive(state)).map(({ passcodeId }) => passcodeId)
  await tx.passcodes.lock(codes)
  for (const { passcode, certificate: unconfirmed } of await tx.passcodes.ofIds(codes))
    if (isLive(passcode.state))
      await endRedemption(tx, {
        passcode,
        certificate: unconfirmed,
        actor,
        endReason: 'certificate-frozen',
        revocationReason: 'superseded',
        atMs,
      })
  if (!(await tx.cases.change({ applicationNo, from: found.state, version: found.version, to: next.value, atMs })))
    throw new AppError<ErrorCode>('state.conflict')
  await tx.audit.append({
    type: 'application.withdrawn',
    actor,
    ...(role === undefined ? {} : { role }),
    applicationNo,
    before: found.state,
    after: next.value,
    detail: { reason: 'certificate-frozen' },
  })
}

const tell = async (
  { hotline, unfreezeUrl }: FreezeGround,
  tx: FreezeTransaction,
  { applicationNo, serialNumber }: StoredCertificate,
  reason: FreezeReason,
): Promise<void> => {
  const reviewCase = await tx.cases.one(applicationNo)
  if (reviewCase === undefined) return
  const { language, organizationName, form } = reviewCase
  // Whoever is the contact today: that may have changed since this certificate was applied for.
  const contact = (await tx.organizations.one(reviewCase.orgCode))?.form.contact ?? form.contact
  for (const [channel, address] of [
    ['sms', contact.mobile],
    ['email', contact.email],
  ] as const)
    await tx.notices.add({
      kind: 'certificate-frozen',
      applicationNo,
      channel,
      address,
      language,
      parameters: { organizationName, serialNumber, reason, unfreezeUrl, hotline },
    })
}

/** Not in doubt, only early: the job asks again until the signer has recorded it. */
export const tellSigner = async (
  deps: Pick<FreezeDeps, 'authority' | 'log'>,
  { authorityId, serialNumber, applicationNo }: StoredCertificate,
): Promise<void> => {
  try {
    await deps.authority.revoke({ authorityId, serialNumber, reason: 'certificateHold', applicationNo })
  } catch (error) {
    deps.log.warn('the signer was not told of a freeze at once; the job will', { serialNumber, error })
  }
}

const serverAuth = '1.3.6.1.5.5.7.3.1'
