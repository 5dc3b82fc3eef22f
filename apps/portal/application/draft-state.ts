import type { DraftForm } from '@certhall/contract/application/form'
import type { FormField } from '@certhall/contract/application/vocabulary'
import { mergeForms, sameForm, textOf, withText } from './form-values.ts'
import type { DraftView } from './requests.ts'

/** One draft while it is edited: what the server holds, what stands on the page, and how the two are getting on. */
export interface DraftState {
  readonly draft: DraftView
  readonly form: DraftForm
  readonly phase: 'quiet' | 'saving' | 'failed' | 'lost'
  /** Fields that were changed here and elsewhere; nothing is saved until the person has chosen. */
  readonly conflicts: readonly FormField[]
  /** Changes from elsewhere came in without a conflict. */
  readonly merged: boolean
}

export type DraftEvent =
  | { readonly type: 'typed'; readonly field: FormField; readonly text: string }
  | { readonly type: 'saving' }
  /** An answer of the server; `base` is the form that it answers to. */
  | { readonly type: 'received'; readonly draft: DraftView; readonly base: DraftForm; readonly elsewhere?: boolean }
  | { readonly type: 'failed' }
  /** The session is gone or knows this draft no more. */
  | { readonly type: 'lost' }
  | { readonly type: 'settled'; readonly keep: 'mine' | 'theirs' }

export const openDraft = (draft: DraftView): DraftState => ({ draft, form: draft.form, phase: 'quiet', conflicts: [], merged: false })

export const isDirty = ({ form, draft, conflicts }: DraftState): boolean => conflicts.length === 0 && !sameForm(form, draft.form)

export const nextDraft = (state: DraftState, event: DraftEvent): DraftState => {
  switch (event.type) {
    case 'typed':
      return { ...state, form: withText(state.form, event.field, event.text), merged: false }
    case 'saving':
      return { ...state, phase: 'saving' }
    case 'received':
      return receive(state, event.draft, event.base, event.elsewhere ?? false)
    case 'failed':
      return { ...state, phase: 'failed' }
    case 'lost':
      return { ...state, phase: 'lost' }
    case 'settled':
      return settle(state, event.keep)
  }
}

const receive = (state: DraftState, draft: DraftView, base: DraftForm, elsewhere: boolean): DraftState => {
  // An answer that was overtaken by a newer one tells nothing new.
  if (draft.version < state.draft.version) return { ...state, phase: 'quiet' }
  const { form, conflicts } = mergeForms(base, state.form, draft.form)
  if (elsewhere) return { draft, form, phase: 'quiet', conflicts, merged: conflicts.length === 0 }
  // An answer to something else settles no conflict; and that changes came in is said until something is typed again.
  const open = state.conflicts.filter((field) => textOf(form, field) !== textOf(draft.form, field))
  return { draft, form, phase: 'quiet', conflicts: open, merged: state.merged }
}

const settle = (state: DraftState, keep: 'mine' | 'theirs'): DraftState => {
  if (keep === 'mine') return { ...state, conflicts: [] }
  const form = state.conflicts.reduce((changed, field) => withText(changed, field, textOf(state.draft.form, field)), state.form)
  return { ...state, form, conflicts: [] }
}
