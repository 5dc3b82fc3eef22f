import { describe, expect, it } from 'vitest'
import { type DraftState, isDirty, nextDraft, openDraft } from './draft-state.ts'
import type { DraftView } from './requests.ts'

const view = (version: number, form: DraftView['form']): DraftView => ({ draftId: 'd', version, form }) as unknown as DraftView
const typed = (state: DraftState, text: string) => nextDraft(state, { type: 'typed', field: 'agent.name', text })
const start = openDraft(view(1, { agent: { name: '李' } }))

describe('a draft that was changed elsewhere', () => {
  const mine = typed(start, '李一')

  it('saves nothing while the person has not chosen', () => {
    const state = nextDraft(mine, {
      type: 'received',
      draft: view(5, { agent: { name: '李二' } }),
      base: start.draft.form,
      elsewhere: true,
    })
    expect(state.conflicts).toEqual(['agent.name'])
    expect(isDirty(state)).toBe(false)
    expect(nextDraft(state, { type: 'settled', keep: 'theirs' }).form).toEqual({ agent: { name: '李二' } })
    const kept = nextDraft(state, { type: 'settled', keep: 'mine' })
    expect(kept.form).toEqual({ agent: { name: '李一' } })
    expect(isDirty(kept)).toBe(true)
  })

  it('stays open while other answers come in', () => {
    const theirs = { agent: { name: '李二' } }
    const open = nextDraft(mine, { type: 'received', draft: view(5, theirs), base: start.draft.form, elsewhere: true })
    const state = nextDraft(open, { type: 'received', draft: view(5, theirs), base: theirs })
    expect(state.conflicts).toEqual(['agent.name'])
    expect(isDirty(state)).toBe(false)
  })

  it('is merged silently where the changes do not meet', () => {
    const theirs = view(5, { agent: { name: '李' }, contact: { name: '王' } })
    const state = nextDraft(mine, { type: 'received', draft: theirs, base: start.draft.form, elsewhere: true })
    expect(state).toMatchObject({ merged: true, conflicts: [], form: { agent: { name: '李一' }, contact: { name: '王' } } })
    const saved = nextDraft(state, { type: 'received', draft: view(6, state.form), base: state.form })
    expect(saved.merged).toBe(true)
    expect(typed(saved, '李三').merged).toBe(false)
  })
})

describe('a draft being saved', () => {
  it('keeps what was typed while the save was under way', () => {
    const sent = typed(start, '李一')
    const later = typed(nextDraft(sent, { type: 'saving' }), '李一二')
    const state = nextDraft(later, { type: 'received', draft: view(2, { agent: { name: '李一' } }), base: sent.form })
    expect(state.form).toEqual({ agent: { name: '李一二' } })
    expect(isDirty(state)).toBe(true)
  })

  it('takes over how the server wrote it', () => {
    const sent = typed(start, ' 李一 ')
    const state = nextDraft(sent, { type: 'received', draft: view(2, { agent: { name: '李一' } }), base: sent.form })
    expect(state.form).toEqual({ agent: { name: '李一' } })
    expect(isDirty(state)).toBe(false)
  })

  it('ignores an answer that a newer one overtook', () => {
    const newer = openDraft(view(7, { agent: { name: '新' } }))
    expect(nextDraft(newer, { type: 'received', draft: view(6, {}), base: {} }).draft.version).toBe(7)
  })
})
