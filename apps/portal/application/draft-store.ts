import { AppError } from '@certhall/kernel/app-error'
import type { DraftForm } from '@certhall/contract/application/form'
import type { FormField } from '@certhall/contract/application/vocabulary'
import { type Autosave, startAutosave } from './autosave.ts'
import { type DraftEvent, type DraftState, isDirty, nextDraft, openDraft } from './draft-state.ts'
import { type DraftView, fetchDraft, saveDraft } from './requests.ts'

/** The one holder of a draft while its pages are open; lives longer than any single step. */
export interface DraftStore {
  readonly current: () => DraftState
  readonly subscribe: (tell: () => void) => () => void
  readonly type: (field: FormField, text: string) => void
  /** Saves what is unsaved and resolves when the server has it. */
  readonly flush: () => Promise<void>
  /** The same, for moments when nobody waits: failures show in the state. */
  readonly saveSoon: () => void
  /** Takes in a view that another call answered with. */
  readonly receive: (draft: DraftView) => void
  readonly reload: () => Promise<void>
  readonly settle: (keep: 'mine' | 'theirs') => void
  /** Puts the page's form into another draft, after the session was lost. */
  readonly moveTo: (draft: DraftView) => void
  readonly close: () => void
}

export const openDraftStore = (first: DraftView, prepare: (form: DraftForm) => DraftForm): DraftStore => {
  let state: DraftState = { ...openDraft(first), form: prepare(first.form) }
  const listeners = new Set<() => void>()
  const current = () => state
  const apply = (event: DraftEvent) => {
    state = nextDraft(state, event)
    for (const tell of listeners) tell()
  }
  const onFailure = (error: unknown) => apply({ type: isLost(error) ? 'lost' : 'failed' })
  const autosave: Autosave = startAutosave({
    isDirty: () => state.phase !== 'lost' && isDirty(state),
    save: () => saveOnce(current, apply),
    everyMs: 10_000,
    onFailure,
  })
  const flush = () =>
    autosave.flush().catch((error: unknown) => {
      onFailure(error)
      throw error
    })
  const saveSoon = () => void flush().catch(() => {})
  const onHidden = () => document.visibilityState === 'hidden' && saveSoon()
  document.addEventListener('visibilitychange', onHidden)
  return {
    current,
    subscribe: (tell) => {
      listeners.add(tell)
      return () => listeners.delete(tell)
    },
    type: (field, text) => apply({ type: 'typed', field, text }),
    flush,
    saveSoon,
    receive: (draft) => apply({ type: 'received', draft, base: state.draft.form }),
    reload: async () => apply({ type: 'received', draft: await fetchDraft(state.draft.draftId), base: state.draft.form }),
    settle: (keep) => {
      apply({ type: 'settled', keep })
      saveSoon()
    },
    moveTo: (draft) => {
      state = { ...openDraft(draft), form: state.form }
      saveSoon()
      for (const tell of listeners) tell()
    },
    close: () => {
      rememberClosing(first.draftId, flush())
      autosave.stop()
      document.removeEventListener('visibilitychange', onHidden)
    },
  }
}

/** Reading a draft waits for the last save of the page that was just left. */
export const readDraft = async (draftId: string): Promise<DraftView> => {
  await closing.get(draftId)
  return fetchDraft(draftId)
}

const closing = new Map<string, Promise<void>>()

const rememberClosing = (draftId: string, saved: Promise<void>): void => {
  closing.set(
    draftId,
    saved.catch(() => {}),
  )
}

const saveOnce = async (current: () => DraftState, apply: (event: DraftEvent) => void): Promise<void> => {
  const { draft, form } = current()
  apply({ type: 'saving' })
  try {
    apply({ type: 'received', draft: await saveDraft(draft.draftId, { version: draft.version, form }), base: form })
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'state.draft-changed')) throw error
    apply({ type: 'received', draft: await fetchDraft(draft.draftId), base: draft.form, elsewhere: true })
  }
}

/** Somebody else's draft looks missing, and so does one's own once the session is over. */
export const isLost = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'auth.session-expired' || error.code === 'missing.draft')
