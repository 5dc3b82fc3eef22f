import type { CertificateKey, FollowUp, FollowUpReason, FollowUpType } from '@certhall/contract/application/follow-up'
import type { DraftForm } from '@certhall/contract/application/form'
import type { Medium } from '@certhall/contract/application/vocabulary'
import type { ErrorCode } from '@certhall/contract/errors'
import { allowed, AppError, type Decision, orThrow, refused } from '@certhall/kernel/app-error'
import { personOf } from '../certificate/person-of.ts'
import { isVisible, mayAct } from '../certificate/policy.ts'
import type { StoredCertificate } from '../certificate/ports.ts'
import { type HolderAccess, isSteppedUp } from '../holder/access.ts'
import { offerOf } from '../project/project.ts'
import { draftNumber } from './application-number.ts'
import { draftOf } from './correct-application.ts'
import { isOvertaken, mayBegin, recordedForm, refuseInQuiet, refuseReplaced, ruleOf } from './follow-up-record.ts'
import type { IntakeDeps, IntakeTransaction } from './intake.ts'
import { draftLifeMs } from './look-up.ts'
import type { Draft } from './ports.ts'

export interface FollowUpWish {
  readonly type: FollowUpType
  readonly reason: FollowUpReason
  readonly remark: string
  readonly medium?: Medium | undefined
}

/**
 * Opens an application on a certificate as a draft filled from the record: the wizard goes on from there as for a new
 * one. Asked again for the same certificate and reason, this session's draft is found again.
 */
export const openFollowUp =
  (deps: IntakeDeps) =>
  async (
    access: HolderAccess,
    key: CertificateKey,
    wish: FollowUpWish,
    ownDrafts: readonly string[],
  ): Promise<{ readonly draftId: string }> =>
    deps.transaction(async (tx) => {
      const nowMs = deps.clock.nowMs()
      const target = await tx.certificates.one(key)
      if (target === undefined || !isVisible(access, { ...target, person: personOf(target) }))
        throw new AppError<ErrorCode>('missing.certificate')
      const rule = orThrow(ruleOf(wish))
      const open = await tx.applications.openOn(key)
      const may = mayAct(access, target, wish.type, nowMs, open !== undefined)
      orThrow(may.ok || open === undefined ? may : { ...may, detail: { applicationNo: open.applicationNo } })
      orThrow(mayAsk(access, wish, rule.byContact, nowMs))
      await refuseInQuiet(tx, target, wish, nowMs)
      await refuseReplaced(tx, target)
      const followUp: FollowUp = {
        type: wish.type,
        target: { authorityId: target.authorityId, serialNumber: target.serialNumber },
        reason: wish.reason,
        remark: wish.remark,
        shownBy: access.kind,
      }
      const selection = { projectId: target.projectId, certificateType: target.certificateType, medium: wish.medium ?? target.medium }
      orThrow(mayBegin({ followUp, rule, target }, selection, nowMs))
      if (rule.makesCertificate) orThrow(offerOf(await tx.projects.one(selection.projectId), selection.certificateType, selection.medium))
      return { draftId: await findOrOpen(deps, tx, { followUp, selection, target, nowMs }, ownDrafts) }
    })

/** Some reasons make sense only with the key at hand; what cannot be taken back asks for it once more. */
const mayAsk = (
  access: HolderAccess,
  { type, reason, remark }: FollowUpWish,
  isByContact: boolean,
  nowMs: number,
): Decision<true, ErrorCode> => {
  if (access.kind === 'contact' && !isByContact) return refused('policy.certificate-needed')
  const isDelicate = type === 'unfreeze' || type === 'revoke' || reason === 'contactChanged'
  if (access.kind === 'certificate' && isDelicate && !isSteppedUp(access, nowMs)) return refused('auth.step-up-required')
  if (reason === 'other' && remark.trim() === '')
    return refused('input.required', { issues: [{ field: 'remark', code: 'input.required' }] })
  return allowed(true)
}

interface Beginning {
  readonly followUp: FollowUp
  readonly selection: Draft['selection']
  readonly target: StoredCertificate
  readonly nowMs: number
}

const findOrOpen = async (
  deps: IntakeDeps,
  tx: IntakeTransaction,
  { followUp, selection, target, nowMs }: Beginning,
  ownDrafts: readonly string[],
): Promise<string> => {
  for (const draftId of ownDrafts.toReversed().slice(0, 10)) {
    const draft = await tx.drafts.one(draftId)
    if (
      draft !== undefined &&
      draft.applicationNo === null &&
      draft.expiresAtMs > nowMs &&
      isSame(draft, followUp, selection) &&
      !isOvertaken(draft, target)
    )
      return draftId
  }
  const recorded = await recordedForm(tx, target)
  const { mobile, email } = recorded.contact
  const draft: Draft = {
    draftId: deps.random.uuid(),
    draftNo: draftNumber(deps.random.bytes(8)),
    selection,
    code: { orgCode: target.orgCode, uscc: recorded.organization.uscc },
    // The contact on record was proven when it came on record.
    form: draftOf(recorded) as DraftForm,
    verified: { mobile, email },
    followUp,
    version: 1,
    savedAtMs: nowMs,
    expiresAtMs: nowMs + draftLifeMs,
    applicationNo: null,
  }
  await tx.drafts.add(draft)
  return draft.draftId
}

const isSame = (draft: Draft, followUp: FollowUp, selection: Draft['selection']): boolean =>
  draft.followUp !== null &&
  draft.followUp.target.serialNumber === followUp.target.serialNumber &&
  draft.followUp.target.authorityId === followUp.target.authorityId &&
  draft.followUp.type === followUp.type &&
  draft.followUp.reason === followUp.reason &&
  draft.followUp.remark === followUp.remark &&
  draft.followUp.shownBy === followUp.shownBy &&
  draft.selection.medium === selection.medium
