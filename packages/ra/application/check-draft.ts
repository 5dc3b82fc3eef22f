import type { FieldIssue } from '@certhall/kernel/app-error'
import { orThrow } from '@certhall/kernel/app-error'
import { offerOf } from '../project/project.ts'
import { checkSubmission } from './check-submission.ts'
import { recordOf } from './follow-up-record.ts'
import type { IntakeDeps } from './intake.ts'
import { type DraftKey, loadOpenDraft } from './open-draft.ts'

/** What a submission would refuse now; the page asks before it shows the summary. */
export const checkDraft =
  (deps: IntakeDeps) =>
  async (key: DraftKey): Promise<readonly FieldIssue[]> =>
    deps.transaction(async (tx) => {
      const nowMs = deps.clock.nowMs()
      const draft = await loadOpenDraft(tx, key, nowMs)
      const { draftId, selection, form, code, verified } = draft
      const project = await tx.projects.one(selection.projectId)
      const offer = orThrow(offerOf(project, selection.certificateType, selection.medium))
      return project === undefined
        ? []
        : checkSubmission({
            form,
            selection,
            code,
            offer,
            nowMs,
            project,
            verified,
            record: await recordOf(tx, draft),
            papers: await tx.documents.list({ draftId }),
          }).issues
    })
