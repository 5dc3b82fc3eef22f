import { describe, expect, it, vi } from 'vitest'
import { steadyClock } from './clock.ts'
import { followClock } from './followed-clock.ts'

const settable = (nowMs = 1_000_000) => {
  const state = { nowMs }
  return { state, clock: { nowMs: () => state.nowMs } }
}

describe('a steady clock', () => {
  it('never goes back when the system clock does, and tells by how much', () => {
    const { state, clock } = settable()
    const told: number[] = []
    const steady = steadyClock(clock, (byMs) => told.push(byMs))
    state.nowMs -= 60_000
    expect(steady.nowMs()).toBe(1_000_000)
    state.nowMs += 10_000
    expect(steady.nowMs()).toBe(1_009_000)
    expect(told).toEqual([60_000])
  })

  it('is in step again when the system clock has come up with it', () => {
    const { state, clock } = settable()
    const steady = steadyClock(clock)
    state.nowMs -= 5_000
    steady.nowMs()
    let last = 0
    for (let step = 0; step < 60; step += 1) {
      state.nowMs += 1_000
      expect(steady.nowMs()).toBeGreaterThan(last)
      last = steady.nowMs()
    }
    expect(last).toBe(state.nowMs)
  })

  it('follows a jump forward at once', () => {
    const { state, clock } = settable()
    const steady = steadyClock(clock)
    state.nowMs += 86_400_000
    expect(steady.nowMs()).toBe(87_400_000)
  })
})

describe('a followed clock', () => {
  it('is refused when the offset cannot be read at the start', async () => {
    await expect(followClock({ base: settable().clock, readOffset: () => Promise.reject(new Error('no row')) })).rejects.toThrow('no row')
  })

  it('never goes back when a smaller offset is read', async () => {
    const offsets = [5_000, 4_000, 9_000]
    const moves: number[] = []
    const followed = await followClock({
      base: settable(0).clock,
      readOffset: async () => offsets.shift() ?? 0,
      everyMs: 60_000,
      onMove: (offsetMs) => moves.push(offsetMs),
    })
    await followed.look()
    expect(followed.nowMs()).toBe(5_000)
    await followed.look()
    expect(followed.nowMs()).toBe(9_000)
    expect(moves).toEqual([9_000])
    followed.stop()
  })

  it('keeps the last offset while the row is silent, says so once, and follows again', async () => {
    let read: () => Promise<number> = async () => 1_000
    const onSilence = vi.fn()
    const followed = await followClock({ base: settable(0).clock, readOffset: () => read(), everyMs: 1, onSilence })
    read = () => Promise.reject(new Error('gone'))
    await vi.waitFor(() => expect(onSilence).toHaveBeenCalled())
    expect(followed.offsetMs()).toBe(1_000)
    read = async () => 2_000
    await vi.waitFor(() => expect(followed.offsetMs()).toBe(2_000))
    expect(onSilence).toHaveBeenCalledTimes(1)
    followed.stop()
  })
})
