import { makesCertificate, renewalOpensDays, type CertificateKey } from '@certhall/contract/application/follow-up'
import type { ApplicationRepository, OpenFollowUp } from '../application/ports.ts'
import type { CaseRepository, ReviewCase } from '../application/review-ports.ts'
import type { NoticeRepository } from '../notice/ports.ts'
import type { OrganizationRepository } from '../organization/ports.ts'
import { unconfirmedLifeMs } from '../passcode/expire-passcodes.ts'
import type { BaseTransaction, Ground, TransactionOf } from '../ports.ts'
import { overdueInstallMark, type ReminderRepository } from '../reminder/ports.ts'
import { eachAlone } from './each-alone.ts'
import type { CertificateRepository, StoredCertificate } from './ports.ts'

type RemindTransaction = BaseTransaction & {
  applications: Pick<ApplicationRepository, 'openOn'>
  cases: Pick<CaseRepository, 'one'>
  certificates: CertificateRepository
  notices: NoticeRepository
  organizations: OrganizationRepository
  reminders: ReminderRepository
}

export interface RemindDeps extends Ground {
  readonly hotline: string
  readonly renewUrl: string
  readonly downloadUrl: string
  readonly transaction: TransactionOf<RemindTransaction>
}

/** Of ends that come near, and of installs that nobody confirmed. Gives how many were reminded. */
export const remindHolders = (deps: RemindDeps) => async (): Promise<number> => {
  let reminded = 0
  for (const daysBefore of reminderDays) reminded += await remindOfEnd(deps, daysBefore)
  return reminded + (await remindOfInstalls(deps))
}

/** Who is late hears only of the nearest one; those passed by are marked with it. */
const remindOfEnd = async (deps: RemindDeps, daysBefore: number): Promise<number> => {
  const nowMs = deps.clock.nowMs()
  const nextDays = Math.max(0, ...reminderDays.filter((days) => days < daysBefore))
  const window = { daysBefore, endsAfterMs: nowMs + nextDays * dayMs, endsByMs: nowMs + daysBefore * dayMs }
  const passed = reminderDays.filter((days) => days > daysBefore)
  const list = (limit: number) => deps.transaction(({ reminders }) => reminders.due({ ...window, limit }))
  const change = (key: CertificateKey) =>
    deps.transaction(async (tx) => {
      const certificate = await tx.certificates.lock(key)
      if (certificate === undefined || !isToBeReminded(certificate, await tx.applications.openOn(key))) return false
      if (!(await tx.reminders.mark(key, [daysBefore, ...passed], nowMs))) return false
      await tellOfEnd(deps, tx, certificate, daysBefore)
      return true
    })
  return eachAlone({ list, change })
}

/** Whoever has renewed, or is about to, needs no reminder; a frozen certificate is asked for in other ways. */
const isToBeReminded = (certificate: StoredCertificate, open: OpenFollowUp | undefined): boolean =>
  certificate.state === 'valid' &&
  certificate.confirmedAtMs !== null &&
  certificate.endsAtMs === null &&
  !(open !== undefined && endsTarget(open))

const endsTarget = ({ applicationType, reason }: OpenFollowUp): boolean =>
  applicationType === 'revoke' || makesCertificate(applicationType, reason)

const tellOfEnd = async (
  deps: RemindDeps,
  tx: RemindTransaction,
  { applicationNo, orgCode, serialNumber, notAfterMs }: StoredCertificate,
  daysBefore: number,
): Promise<void> => {
  const reviewCase = await tx.cases.one(applicationNo)
  if (reviewCase === undefined) return
  const { language, organizationName, projectNameZh, projectNameEn } = reviewCase
  const { mobile, email } = await contactOnRecord(tx, orgCode, reviewCase)
  const parameters = {
    organizationName,
    projectNameZh,
    projectNameEn,
    serialNumber,
    notAfter: new Date(notAfterMs).toISOString(),
    daysLeft: String(daysBefore),
    renewUrl: deps.renewUrl,
  }
  await tx.notices.add({ kind: 'certificate-expiring', applicationNo, channel: 'email', address: email, language, parameters })
  if (daysBefore <= smsFromDays)
    await tx.notices.add({ kind: 'certificate-expiring', applicationNo, channel: 'sms', address: mobile, language, parameters })
}

/** The contact may have changed since the certificate was asked for. */
const contactOnRecord = async ({ organizations }: RemindTransaction, orgCode: string, { form }: ReviewCase) =>
  ((await organizations.one(orgCode))?.form ?? form).contact

/** Once, to whoever has the PASSCODE; the desk sees the same certificates in its list of unconfirmed ones. */
const remindOfInstalls = async (deps: RemindDeps): Promise<number> => {
  const nowMs = deps.clock.nowMs()
  const list = (limit: number) => deps.transaction(({ reminders }) => reminders.overdueInstalls(nowMs - overdueInstallMs, limit))
  const change = (key: CertificateKey) =>
    deps.transaction(async (tx) => {
      const certificate = await tx.certificates.lock(key)
      if (certificate?.state !== 'valid' || certificate.confirmedAtMs !== null) return false
      const reviewCase = await tx.cases.one(certificate.applicationNo)
      if (reviewCase === undefined || !(await tx.reminders.mark(key, [overdueInstallMark], nowMs))) return false
      const { applicationNo, language, organizationName, form } = reviewCase
      const revokedAt = new Date(certificate.storedAtMs + unconfirmedLifeMs).toISOString()
      await tx.notices.add({
        kind: 'installation-overdue',
        applicationNo,
        channel: 'email',
        address: form.contact.email,
        language,
        parameters: {
          organizationName,
          serialNumber: certificate.serialNumber,
          revokedAt,
          downloadUrl: deps.downloadUrl,
          hotline: deps.hotline,
        },
      })
      return true
    })
  return eachAlone({ list, change })
}

/** The first one comes when the renewal opens. */
export const reminderDays: readonly number[] = [renewalOpensDays, 60, 30, 15, 7, 1]
/** From here on by SMS, too. */
const smsFromDays = 7
/** Security study D9. */
export const overdueInstallMs = 72 * 3_600_000
const dayMs = 86_400_000
