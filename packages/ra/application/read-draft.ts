import type { IntakeDeps } from './intake.ts'
import { type DraftKey, loadDraft, type OpenedDraft, openedDraft } from './open-draft.ts'

/** The session's draft as it was last saved; a submitted one names its application. */
export const readDraft =
  (deps: IntakeDeps) =>
  async (key: DraftKey): Promise<OpenedDraft> =>
    deps.transaction(async (tx) => openedDraft(tx, await loadDraft(tx, key, deps.clock.nowMs())))
