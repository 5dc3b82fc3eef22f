import { describe, expect, it } from 'vitest'
import { aheadAfter } from './hall-clock.ts'

const ownMs = Date.UTC(2026, 10, 23, 8)
const dayMs = 86_400_000

describe('the hall’s time', () => {
  it('stays as it was when an answer tells none', () => {
    expect(aheadAfter(5 * dayMs, Number.NaN, ownMs)).toBe(5 * dayMs)
  })

  it('is the visitor’s own when they agree within seconds, so that no countdown jumps', () => {
    expect(aheadAfter(0, ownMs - 1_900, ownMs)).toBe(0)
    expect(aheadAfter(0, ownMs + 900, ownMs)).toBe(0)
  })

  it('is the hall’s when the visitor’s clock is wrong, in either direction, and comes back when it is set right', () => {
    expect(aheadAfter(0, ownMs - 2 * dayMs, ownMs)).toBe(500 - 2 * dayMs)
    expect(aheadAfter(500 - 2 * dayMs, ownMs, ownMs)).toBe(0)
  })

  it('jumps with the clock of an evaluation and is steady between jumps', () => {
    const first = aheadAfter(0, ownMs + 40 * dayMs, ownMs)
    expect(first).toBe(40 * dayMs + 500)
    expect(aheadAfter(first, ownMs + 40 * dayMs - 1_000, ownMs)).toBe(first)
    expect(aheadAfter(first, ownMs + 70 * dayMs, ownMs)).toBe(70 * dayMs + 500)
  })
})
