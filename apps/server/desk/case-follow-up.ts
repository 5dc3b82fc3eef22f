import type { CaseFollowUp, caseDifference } from '@certhall/contract/desk/api'
import type { CompleteForm } from '@certhall/contract/application/form'
import { formFields } from '@certhall/contract/application/vocabulary'
import { maskEmail, maskIdNumber, maskMobile } from '@certhall/contract/contact/contact-address'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import { type FollowUpRecord, papersOf, ruleOf } from '@certhall/ra/application/follow-up-record'
import type { ApplicationRepository } from '@certhall/ra/application/ports'
import type { ReviewCase, ReviewRepository } from '@certhall/ra/application/review-ports'
import { mayFollow } from '@certhall/ra/certificate/policy'
import type { CertificateRepository } from '@certhall/ra/certificate/ports'
import type { CaseCheck } from '@certhall/ra/organization/check-case'
import type { OrganizationRepository } from '@certhall/ra/organization/ports'
import type * as z from 'zod'

/** Where a case and the record behind it are read from. */
export interface CaseRecords {
  readonly cases: ReviewRepository
  readonly certificates: CertificateRepository
  readonly applications: ApplicationRepository
  readonly organizations: OrganizationRepository
}

/**
 * The record as it was before this application: an approval changes it, and the reviewer's page shows afterwards, too,
 * what was changed. Undefined for a new application.
 */
export const recordBefore = async (
  { cases, certificates, applications, organizations }: CaseRecords,
  reviewCase: ReviewCase,
): Promise<FollowUpRecord | undefined> => {
  const { followUp, applicationNo, orgCode, submittedAtMs } = reviewCase
  if (followUp === null) return undefined
  const target = await certificates.one(followUp.target)
  const origin = target === undefined ? undefined : await cases.one(target.applicationNo)
  if (target === undefined || origin === undefined) throw new AppError<ErrorCode>('missing.certificate')
  const completed = await applications.completedOf(orgCode)
  const isEarlier = (changedAtMs: number): boolean => isUndecided(reviewCase) || changedAtMs <= submittedAtMs
  const before = completed.find((each) => each.applicationNo !== applicationNo && isEarlier(each.changedAtMs))
  const latest = (before === undefined ? undefined : await cases.one(before.applicationNo)) ?? origin
  const organization = isUndecided(reviewCase) ? await organizations.one(orgCode) : undefined
  const recorded = { ...origin.form, agent: latest.form.agent, contact: organization?.form.contact ?? latest.form.contact }
  return { followUp, rule: orThrow(ruleOf(followUp)), target, recorded }
}

export const toCaseFollowUp = (record: FollowUpRecord, { form, overlapDays }: ReviewCase): CaseFollowUp => {
  const { followUp, rule, target } = record
  const { type, reason, remark, shownBy } = followUp
  return {
    type,
    reason,
    remark,
    shownBy,
    target: {
      ...followUp.target,
      state: target.state,
      subject: target.subject,
      medium: target.medium,
      notBefore: iso(target.notBeforeMs),
      notAfter: iso(target.notAfterMs),
      endsAt: target.endsAtMs === null ? null : iso(target.endsAtMs),
    },
    differences: differencesOf(record, form),
    papers: [...papersOf(record)],
    effect: {
      targetEnd: rule.targetEnd,
      overlapDays,
      revocationReason: rule.revocationReason,
      makesCertificate: rule.makesCertificate,
      frozenAtOnce: rule.freezesAtOnce,
    },
  }
}

/** What matters for an application on a certificate: that its organisation has one is not worth a warning. */
export const followUpChecks = (record: FollowUpRecord, reviewCase: ReviewCase, nowMs: number): readonly CaseCheck[] => {
  const forbidden = differencesOf(record, reviewCase.form).flatMap(({ field, isAllowed }) => (isAllowed ? [] : [field]))
  return [
    ...(isUndecided(reviewCase) ? [targetFits(record, nowMs)] : []),
    forbidden.length === 0
      ? { check: 'onlyAllowedChanges', outcome: 'pass', detail: {} }
      : { check: 'onlyAllowedChanges', outcome: 'fail', detail: { fields: forbidden.join(' ') } },
    { check: 'certificateShown', outcome: record.followUp.shownBy === 'certificate' ? 'pass' : 'warn', detail: {} },
  ]
}

/** A reported loss has frozen the certificate itself, so that frozen is what it should be. */
const targetFits = ({ followUp, rule, target }: FollowUpRecord, nowMs: number): CaseCheck => {
  const fits = (rule.freezesAtOnce && target.state === 'frozen') || mayFollow(target, followUp.type, nowMs).ok
  return { check: 'targetFits', outcome: fits ? 'pass' : 'fail', detail: fits ? {} : { targetState: target.state } }
}

/** Field by field; how the PASSCODE is delivered is no part of the record. */
const differencesOf = ({ rule, recorded }: FollowUpRecord, form: CompleteForm): z.infer<typeof caseDifference>[] =>
  formFields.flatMap((field) => {
    const [group, name] = field.split('.') as [keyof CompleteForm, string]
    if (group === 'delivery') return []
    const [before, after] = [textOf(recorded, group, name), textOf(form, group, name)]
    const isAllowed = rule.mayChange.some((each) => each === group)
    return before === after ? [] : [{ field, recorded: masked(field, before), asked: masked(field, after), isAllowed }]
  })

const textOf = (form: CompleteForm, group: keyof CompleteForm, name: string): string | null => {
  const value = (form[group] as unknown as Readonly<Record<string, string | number | null | undefined>>)[name]
  return value === undefined || value === null || value === '' ? null : String(value)
}

const masked = (field: (typeof formFields)[number], value: string | null): string | null => {
  if (value === null) return null
  if (field === 'agent.idNumber') return maskIdNumber(value)
  if (field === 'agent.mobile' || field === 'contact.mobile') return maskMobile(value)
  return field === 'contact.email' ? maskEmail(value) : value
}

const isUndecided = ({ state }: Pick<ReviewCase, 'state'>): boolean =>
  state === 'submitted' || state === 'underReview' || state === 'returned'
const iso = (ms: number): string => new Date(ms).toISOString()
