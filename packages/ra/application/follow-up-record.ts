import type { CompleteForm, DraftForm } from '@certhall/contract/application/form'
import {
  contactQuietHours,
  type FollowUp,
  type FollowUpRule,
  followUpRule,
  makesCertificate,
  renewalOpensDays,
} from '@certhall/contract/application/follow-up'
import type { DocumentKind } from '@certhall/contract/application/vocabulary'
import type { ErrorCode } from '@certhall/contract/errors'
import { allowed, AppError, type Decision, type FieldIssue, orThrow, refused } from '@certhall/kernel/app-error'
import { mayFollow } from '../certificate/policy.ts'
import type { StoredCertificate } from '../certificate/ports.ts'
import { isUnfreezing } from '../organization/contact-quiet.ts'
import type { IntakeTransaction } from './intake.ts'
import type { Draft } from './ports.ts'

/** What an application on a certificate starts from and is judged by. */
export interface FollowUpRecord {
  readonly followUp: FollowUp
  readonly rule: FollowUpRule
  readonly target: StoredCertificate
  /** The form as it stands on record: the target's application, with the agent and the contact of today. */
  readonly recorded: CompleteForm
}

/** Reads the record behind a follow-up draft; undefined for a new application. */
export const recordOf = async (
  tx: IntakeTransaction,
  { followUp }: Pick<Draft, 'followUp'>,
  how: 'one' | 'lock' = 'one',
): Promise<FollowUpRecord | undefined> => {
  if (followUp === null) return undefined
  const target = await tx.certificates[how](followUp.target)
  if (target === undefined) throw new AppError<ErrorCode>('missing.certificate')
  return { followUp, rule: orThrow(ruleOf(followUp)), target, recorded: await recordedForm(tx, target) }
}

export const ruleOf = ({ type, reason }: Pick<FollowUp, 'type' | 'reason'>): Decision<FollowUpRule, ErrorCode> => {
  const rule = followUpRule(type, reason)
  return rule === undefined ? refused('input.follow-up-reason', { detail: { type, reason } }) : allowed(rule)
}

/**
 * The agent of the newest finished business and the contact on record belong to the organisation, not to the old application.
 * A person's certificate keeps the agent of its own: its holder is shown this form, and no identity number of a colleague.
 */
export const recordedForm = async (
  tx: IntakeTransaction,
  target: Pick<StoredCertificate, 'applicationNo' | 'orgCode' | 'certificateType'>,
): Promise<CompleteForm> => {
  const origin = await tx.applications.one(target.applicationNo)
  if (origin === undefined) throw new AppError<ErrorCode>('missing.application')
  const [newest] = await tx.applications.completedOf(target.orgCode)
  const latest =
    newest === undefined || newest.applicationNo === origin.applicationNo || target.certificateType !== 'organization'
      ? origin
      : ((await tx.applications.one(newest.applicationNo)) ?? origin)
  const organization = await tx.organizations.one(target.orgCode)
  return { ...origin.form, agent: latest.form.agent, contact: organization?.form.contact ?? origin.form.contact }
}

/** State, window and medium: what may have changed between the first page and the submission is asked again there. */
export const mayBegin = (
  { followUp, rule, target }: Omit<FollowUpRecord, 'recorded'>,
  selection: Draft['selection'],
  nowMs: number,
): Decision<true, ErrorCode> => {
  const state = mayFollow(target, followUp.type, nowMs)
  if (!state.ok) return state
  // “Expired” ends nothing, so it must be true.
  if (followUp.reason === 'expired' && target.notAfterMs >= nowMs) return refused('input.follow-up-reason')
  if (followUp.reason === 'expiring' && target.notAfterMs - nowMs > renewalOpensDays * dayMs)
    return refused('policy.renewal-window', { detail: { opensAt: new Date(target.notAfterMs - renewalOpensDays * dayMs).toISOString() } })
  const isOther = selection.projectId !== target.projectId || selection.certificateType !== target.certificateType
  if (isOther || (selection.medium !== target.medium && !rule.mayChange.includes('medium')))
    return refused('input.follow-up-fixed', { issues: [{ field: 'medium', code: 'input.follow-up-fixed' }] })
  return allowed(true)
}

/**
 * Begun with a key while the certificate was valid, and frozen since: whoever began it may be why. Freezing wins (I17), so
 * it has to be begun again, by somebody who can still show to be the holder.
 */
export const isOvertaken = (
  { followUp, savedAtMs }: Pick<Draft, 'followUp' | 'savedAtMs'>,
  { frozenAtMs }: Pick<StoredCertificate, 'frozenAtMs'>,
): boolean => followUp?.shownBy === 'certificate' && frozenAtMs !== null && savedAtMs < frozenAtMs

/** A proven address makes a follow-up no younger: else a draft from before a freeze would outlive it. */
export const savedNow = ({ followUp }: Pick<Draft, 'followUp'>, nowMs: number): Partial<Pick<Draft, 'savedAtMs'>> =>
  followUp === null ? { savedAtMs: nowMs } : {}

/** Whoever has taken over the contact must not unfreeze with it, nor change it on the way (design §5.2). */
export const refuseInQuiet = async (
  tx: IntakeTransaction,
  { orgCode }: Pick<StoredCertificate, 'orgCode'>,
  { type, reason }: Pick<FollowUp, 'type' | 'reason'>,
  nowMs: number,
): Promise<void> => {
  if (type === 'unfreeze') {
    const changedAtMs = (await tx.organizations.one(orgCode))?.contactChangedAtMs ?? null
    if (changedAtMs !== null && nowMs - changedAtMs < contactQuietHours * 3_600_000) throw new AppError<ErrorCode>('policy.contact-quiet')
  }
  if (reason === 'contactChanged' && (await isUnfreezing(tx, orgCode))) throw new AppError<ErrorCode>('policy.contact-quiet')
}

/** One that has run out keeps no mark of its successor: the application that made it tells. A second one is refused (I15). */
export const refuseReplaced = async (tx: IntakeTransaction, target: StoredCertificate): Promise<void> => {
  if (target.state !== 'expired') return
  for (const { applicationNo, applicationType } of await tx.applications.completedOf(target.orgCode)) {
    if (applicationType !== 'replace' && applicationType !== 'renew' && applicationType !== 'change' && applicationType !== 'unfreeze')
      continue
    const followUp = (await tx.applications.one(applicationNo))?.followUp ?? null
    const isOfTarget = followUp?.target.authorityId === target.authorityId && followUp.target.serialNumber === target.serialNumber
    if (isOfTarget && makesCertificate(followUp.type, followUp.reason))
      throw new AppError<ErrorCode>('state.conflict', { detail: { reason: 'renewed' } })
  }
}

/** Papers that the reason asks for, more where nobody has shown the key. */
export const papersOf = ({ rule, followUp }: Pick<FollowUpRecord, 'rule' | 'followUp'>): readonly DocumentKind[] =>
  followUp.shownBy === 'certificate' ? rule.papers.byCertificate : rule.papers.byContact

/** Fields that differ from the record although the reason does not allow it. How the PASSCODE is delivered is free. */
export const fixedFields = (
  { rule, recorded }: Pick<FollowUpRecord, 'rule' | 'recorded'>,
  form: DraftForm,
  extent: 'whole' | 'typed' = 'whole',
): readonly FieldIssue[] =>
  (['organization', 'agent', 'contact', 'certificate'] as const)
    .filter((group) => !rule.mayChange.includes(group))
    .flatMap((group) => {
      const [typed, kept] = [
        form[group] as Readonly<Record<string, unknown>> | undefined,
        recorded[group] as Readonly<Record<string, unknown>>,
      ]
      // Of a whole form, left out is changed, too: where something stood on record, nothing would stand then.
      const names = new Set(
        [...Object.keys(typed ?? {}), ...(extent === 'whole' ? Object.keys(kept) : [])].filter((name) => name !== 'orgCode'),
      )
      return [...names]
        .filter((name) => given(typed?.[name]) !== given(kept[name]))
        .map((name) => ({ field: `${group}.${name}`, code: 'input.follow-up-fixed' as const }))
    })

const given = (value: unknown): unknown => (value === undefined || value === '' ? null : value)

const dayMs = 86_400_000
