import type { DraftForm, Selection } from '@certhall/contract/application/form'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import { offerOf } from '../project/project.ts'
import { isOvertaken, mayBegin, recordOf } from './follow-up-record.ts'
import type { IntakeDeps } from './intake.ts'
import { draftLifeMs } from './look-up.ts'
import { type DraftKey, loadOpenDraft, type OpenedDraft, openedDraft } from './open-draft.ts'

export interface DraftSave {
  readonly version: number
  readonly form: DraftForm
  readonly selection?: Selection | undefined
}

/** Keeps whatever was typed, half-filled or wrong; refuses to write over a version the person has not seen. */
export const saveDraft =
  (deps: IntakeDeps) =>
  async (key: DraftKey, save: DraftSave): Promise<OpenedDraft> =>
    deps.transaction(async (tx) => {
      const nowMs = deps.clock.nowMs()
      const draft = await loadOpenDraft(tx, key, nowMs)
      const selection = save.selection ?? draft.selection
      const record = draft.followUp === null ? undefined : await recordOf(tx, draft)
      if (record !== undefined && isOvertaken(draft, record.target)) throw new AppError<ErrorCode>('state.certificate-frozen')
      if (record !== undefined && save.selection !== undefined) orThrow(mayBegin(record, selection, nowMs))
      if (save.selection !== undefined)
        orThrow(offerOf(await tx.projects.one(selection.projectId), selection.certificateType, selection.medium))
      const next = { ...draft, selection, form: save.form, version: draft.version + 1, savedAtMs: nowMs, expiresAtMs: nowMs + draftLifeMs }
      if (draft.version !== save.version || !(await tx.drafts.save(next, draft.version)))
        throw new AppError<ErrorCode>('state.draft-changed', { detail: { version: draft.version } })
      return openedDraft(tx, next)
    })
