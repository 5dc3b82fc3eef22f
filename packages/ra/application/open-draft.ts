import type { ErrorCode } from '@certhall/contract/errors'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import { type FollowUpRecord, recordOf } from './follow-up-record.ts'
import type { IntakeTransaction } from './intake.ts'
import { mayOpen } from './policy.ts'
import type { Draft, Paper } from './ports.ts'

/** Who asks, and for which draft: only the session's own drafts exist for it. */
export interface DraftKey {
  readonly draftId: string
  readonly ownDrafts: readonly string[]
}

export interface OpenedDraft {
  readonly draft: Draft
  readonly papers: readonly Paper[]
  /** Whether the hall has data of this organisation that a code to its contact would show. */
  readonly isPrefillOffered: boolean
  readonly record: FollowUpRecord | undefined
}

export const loadDraft = async (tx: IntakeTransaction, key: DraftKey, nowMs: number): Promise<Draft> => {
  orThrow(mayOpen(key.ownDrafts, key.draftId, 'missing.draft'))
  const draft = await tx.drafts.lock(key.draftId)
  if (draft === undefined) throw new AppError<ErrorCode>('missing.draft')
  if (draft.applicationNo === null && draft.expiresAtMs <= nowMs) throw new AppError<ErrorCode>('state.draft-expired')
  return draft
}

/** A draft that can still be changed: once submitted it only points to its application. */
export const loadOpenDraft = async (tx: IntakeTransaction, key: DraftKey, nowMs: number): Promise<Draft> => {
  const draft = await loadDraft(tx, key, nowMs)
  if (draft.applicationNo !== null) throw new AppError<ErrorCode>('state.application', { detail: { applicationNo: draft.applicationNo } })
  return draft
}

export const openedDraft = async (tx: IntakeTransaction, draft: Draft): Promise<OpenedDraft> => ({
  draft,
  papers: await tx.documents.list(draft.applicationNo === null ? { draftId: draft.draftId } : { applicationNo: draft.applicationNo }),
  record: await recordOf(tx, draft),
  isPrefillOffered:
    draft.followUp === null &&
    draft.applicationNo === null &&
    !hasOrganizationName(draft) &&
    (await tx.organizations.one(draft.code.orgCode)) !== undefined,
})

const hasOrganizationName = (draft: Draft): boolean => (draft.form.organization?.name ?? '') !== ''
