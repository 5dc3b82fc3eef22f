import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startAutosave } from './autosave.ts'

const desk = (answers: readonly ('ok' | 'fails')[] = []) => {
  const state = { dirty: true, saves: 0, failures: 0 }
  const autosave = startAutosave({
    everyMs: 10_000,
    isDirty: () => state.dirty,
    save: async () => {
      const answer = answers[state.saves] ?? 'ok'
      state.saves += 1
      if (answer === 'fails') throw new Error('gone')
      state.dirty = false
    },
    onFailure: () => {
      state.failures += 1
    },
  })
  return { state, autosave }
}

describe('autosave', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('tells the caller of a flush that its save failed', async () => {
    const { autosave } = desk(['fails'])
    await expect(autosave.flush()).rejects.toThrow('gone')
    autosave.stop()
  })

  it('waits longer after each failure', async () => {
    const { state, autosave } = desk(['fails', 'fails', 'fails'])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(state.saves).toBe(1)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(state.saves).toBe(1)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(state.saves).toBe(2)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(state.saves).toBe(2)
    await vi.advanceTimersByTimeAsync(10_000)
    expect([state.saves, state.failures]).toEqual([3, 3])
    autosave.stop()
  })

  it('saves nothing while nothing changed', async () => {
    const { state, autosave } = desk()
    state.dirty = false
    await vi.advanceTimersByTimeAsync(60_000)
    expect(state.saves).toBe(0)
    autosave.stop()
  })

  it('saves again what was typed during a save, and never twice at once', async () => {
    let open = 0
    let saves = 0
    let dirty = true
    const autosave = startAutosave({
      everyMs: 10_000,
      isDirty: () => dirty,
      onFailure: () => {},
      save: async () => {
        open += 1
        expect(open).toBe(1)
        dirty = saves === 0
        saves += 1
        await Promise.resolve()
        open -= 1
      },
    })
    await Promise.all([autosave.flush(), autosave.flush()])
    expect(saves).toBe(2)
    autosave.stop()
  })
})
