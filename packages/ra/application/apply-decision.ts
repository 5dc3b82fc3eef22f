import { followUpRule, makesCertificate } from '@certhall/contract/application/follow-up'
import { maskMobile } from '@certhall/contract/contact/contact-address'
import type { ErrorCode } from '@certhall/contract/errors'
import type { ReviewDecision } from '@certhall/contract/statement/statements'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import type { StaffActor } from '../actor.ts'
import type { AuditEventType } from '../audit/audit-event.ts'
import { endTarget, type TargetTransaction } from '../certificate/end-target.ts'
import type { NoticeRepository } from '../notice/ports.ts'
import { isUnfreezing, type QuietTransaction } from '../organization/contact-quiet.ts'
import { keepOrganization } from '../organization/keep-organization.ts'
import type { OrganizationRepository } from '../organization/ports.ts'
import { nextState } from './lifecycle.ts'
import type { CaseRepository, ReviewCase } from './review-ports.ts'

/** The addresses that notices name. */
export interface NoticeWords {
  readonly progressUrl: string
  readonly hotline: string
}

export type ApplyTransaction = TargetTransaction &
  QuietTransaction & { cases: CaseRepository; notices: NoticeRepository; organizations: OrganizationRepository }

/** A decision that counts: signed, checked and stored. */
export interface CountedDecision {
  readonly reviewCase: ReviewCase
  readonly statement: ReviewDecision
  readonly textSha256: string
  readonly actor: StaffActor
  readonly nowMs: number
}

/** What the last decision of a revision does, in the transaction that stored it: state, audit, notices; for an approval what it grants. */
export const applyDecision = async (words: NoticeWords, tx: ApplyTransaction, counted: CountedDecision): Promise<void> => {
  const { reviewCase, statement, textSha256, actor, nowMs } = counted
  const { applicationNo, state, version } = reviewCase
  const to = orThrow(nextState(state, statement.decision))
  const changed = await tx.cases.change({
    applicationNo,
    from: state,
    version,
    to,
    atMs: nowMs,
    ...(statement.decision === 'return' ? { returnedItems: statement.returnedItems } : {}),
    ...(statement.decision === 'reject' && statement.rejectReason !== null
      ? { reject: { reason: statement.rejectReason, remark: statement.remark } }
      : {}),
  })
  if (!changed) throw new AppError<ErrorCode>('state.conflict')
  await tx.audit.append({
    type: eventOf[statement.decision],
    actor,
    role: 'reviewer',
    applicationNo,
    before: state,
    after: to,
    detail: {
      revision: reviewCase.revision,
      snapshotSha256: reviewCase.snapshotSha256,
      textSha256,
      reason: statement.rejectReason,
      items: statement.returnedItems.length,
    },
  })
  if (statement.decision === 'approve')
    return await approve(words, tx, { ...counted, reviewCase: { ...reviewCase, state: to, version: version + 1 } })
  await tell(words, tx, counted)
}

/** What an approval does at once: the record of the organisation, the end of the target where its reason says so, and completion where no certificate follows. */
const approve = async (
  words: NoticeWords,
  tx: ApplyTransaction,
  { reviewCase, actor, nowMs }: Omit<CountedDecision, 'statement'>,
): Promise<void> => {
  const { applicationNo, applicationType, followUp, state, version } = reviewCase
  // Ending a certificate changes no data of the organisation, and an unfreeze must not (design §5.2).
  if (applicationType !== 'revoke' && applicationType !== 'unfreeze') await keepRecord(words, tx, reviewCase, nowMs)
  const ended = await endTarget(tx, followUp, { moment: 'approval', overlapDays: reviewCase.overlapDays, actor, atMs: nowMs })
  if (ended?.endsAtMs === nowMs) await tellEnd(words, tx, reviewCase, ended.serialNumber)
  if (makesCertificate(applicationType, followUp?.reason ?? null)) return
  const completed = orThrow(nextState(state, 'complete'))
  if (!(await tx.cases.change({ applicationNo, from: state, version, to: completed, atMs: nowMs })))
    throw new AppError<ErrorCode>('state.conflict')
  await tx.audit.append({ type: 'application.completed', actor, role: 'reviewer', applicationNo, before: state, after: completed })
}

/** Who asked for it waits for this; who did not must hear of it. */
const tellEnd = async (
  { hotline }: NoticeWords,
  tx: ApplyTransaction,
  { applicationNo, language, organizationName, form, followUp }: ReviewCase,
  serialNumber: string,
): Promise<void> => {
  const rule = followUp === null ? undefined : followUpRule(followUp.type, followUp.reason)
  const parameters = { organizationName, serialNumber, reason: rule?.revocationReason ?? 'unspecified', hotline }
  for (const [channel, address] of [
    ['email', form.contact.email],
    ['sms', form.contact.mobile],
  ] as const)
    await tx.notices.add({ kind: 'certificate-revoked', applicationNo, channel, address, language, parameters })
}

/** While an unfreeze is under way the contact on record stays, whatever this application says. */
const keepRecord = async (words: NoticeWords, tx: ApplyTransaction, reviewCase: ReviewCase, nowMs: number): Promise<void> => {
  const { orgCode, uscc, form } = reviewCase
  const recorded = (await tx.organizations.one(orgCode))?.form.contact
  const isKept = !maySetContact(reviewCase) || (await isUnfreezing(tx, orgCode))
  const contact = isKept ? (recorded ?? form.contact) : form.contact
  await keepOrganization(tx.organizations)({ orgCode, uscc, form: { ...form, contact } }, nowMs)
  await tellRecord(words, tx, reviewCase, recorded ?? contact, contact)
}

/** An employee's certificate has a contact of its own; the organisation's is another's to change, unless that is what was asked for. */
const maySetContact = ({ certificateType, followUp }: ReviewCase): boolean =>
  certificateType !== 'employee' || followUp?.reason === 'contactChanged'

type Contact = ReviewCase['form']['contact']

/** Whoever asked for a change waits for this; and who takes over a contact must not do it unseen by the one before. */
const tellRecord = async (
  { hotline }: NoticeWords,
  tx: ApplyTransaction,
  { applicationNo, applicationType, followUp, language, organizationName }: ReviewCase,
  before: Contact,
  now: Contact,
): Promise<void> => {
  const isMoved = before.mobile !== now.mobile || before.email !== now.email
  if (!isMoved && makesCertificate(applicationType, followUp?.reason ?? null)) return
  const parameters = { organizationName, contactMobile: maskMobile(now.mobile), hotline }
  for (const [channel, addresses] of [
    ['email', [now.email, before.email]],
    ['sms', [now.mobile, before.mobile]],
  ] as const)
    for (const address of new Set(addresses))
      await tx.notices.add({ kind: 'record-changed', applicationNo, channel, address, language, parameters })
}

/** By mail with what to do, and by SMS as well: somebody waits for this. The download notice follows the release. */
const tell = async (
  { progressUrl }: NoticeWords,
  tx: ApplyTransaction,
  { reviewCase: { applicationNo, language, organizationName, form }, statement }: CountedDecision,
): Promise<void> => {
  for (const [channel, address] of [
    ['email', form.contact.email],
    ['sms', form.contact.mobile],
  ] as const) {
    const to = { applicationNo, channel, address, language }
    if (statement.decision === 'return')
      await tx.notices.add({
        kind: 'application-returned',
        ...to,
        parameters: { organizationName, itemCount: String(statement.returnedItems.length), progressUrl },
      })
    else
      await tx.notices.add({
        kind: 'application-rejected',
        ...to,
        parameters: { organizationName, reason: statement.rejectReason ?? 'other', progressUrl },
      })
  }
}

const eventOf: Readonly<Record<ReviewDecision['decision'], AuditEventType>> = {
  approve: 'application.approved',
  reject: 'application.rejected',
  return: 'application.returned',
}
