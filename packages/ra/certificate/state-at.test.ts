import { describe, expect, it } from 'vitest'
import { agrees, factsOfStatus, stateAt, type StateFacts, withStatus } from './state-at.ts'

const plain: StateFacts = { notBeforeMs: 1_000_000, notAfterMs: 9_000_000, holdAtMs: null, revokedAtMs: null, reason: null }
const frozen = { ...plain, holdAtMs: 3_000_000 }
const revoked = { ...plain, revokedAtMs: 5_000_000, reason: 'keyCompromise' }
const both = { ...frozen, revokedAtMs: 5_000_000, reason: 'superseded' }

/** Before, at and after everything that can happen; notAfter counts to the end of its second. */
const dates = [999_999, 1_000_000, 2_999_999, 3_000_000, 4_999_999, 5_000_000, 9_000_999, 9_001_000]

describe('the state of a certificate at a date', () => {
  it.each([
    ['left alone', plain, 'notYetValid good good good good good good expired'],
    ['frozen', frozen, 'notYetValid good good frozen frozen frozen frozen expired'],
    ['revoked', revoked, 'notYetValid good good good good revoked revoked revoked'],
    ['frozen, then revoked', both, 'notYetValid good good frozen frozen revoked revoked revoked'],
  ])('holds on the full table for one %s', (_what, facts, states) => {
    expect(dates.map((atMs) => stateAt(facts, atMs).state).join(' ')).toBe(states)
  })

  it('tells reason and beginning of what happened to it, and nothing else', () => {
    expect(stateAt(plain, 2_000_000)).toEqual({ state: 'good', reason: null, sinceMs: null })
    expect(stateAt(both, 4_000_000)).toEqual({ state: 'frozen', reason: 'certificateHold', sinceMs: 3_000_000 })
    expect(stateAt(both, 6_000_000)).toEqual({ state: 'revoked', reason: 'superseded', sinceMs: 3_000_000 })
    expect(stateAt(revoked, 6_000_000)).toEqual({ state: 'revoked', reason: 'keyCompromise', sinceMs: 5_000_000 })
    expect(stateAt(plain, 9_999_999)).toEqual({ state: 'expired', reason: null, sinceMs: 9_000_000 })
  })
})

describe('copy and status service', () => {
  const hold = { kind: 'revoked', revokedAtMs: 4_000_000, reason: 'certificateHold' } as const
  const end = { kind: 'revoked', revokedAtMs: 6_000_000, reason: 'keyCompromise' } as const

  it('never say good where one of the two does not', () => {
    expect(withStatus(plain, hold)).toMatchObject({ holdAtMs: 4_000_000, revokedAtMs: null })
    expect(withStatus(plain, end)).toMatchObject({ revokedAtMs: 6_000_000, reason: 'keyCompromise' })
    expect(withStatus(frozen, { kind: 'good' })).toEqual(frozen)
    expect(withStatus(revoked, hold)).toEqual(revoked)
    expect(withStatus(plain, { kind: 'unknown' })).toBeUndefined()
    expect(factsOfStatus({ kind: 'unknown' }, plain)).toBeUndefined()
  })

  it('are only handed on together where they say the same', () => {
    const statuses = [{ kind: 'good' }, hold, end, { kind: 'unknown' }] as const
    const states = ['notYetValid', 'good', 'frozen', 'revoked', 'expired', 'unknown'] as const
    expect(states.map((state) => `${state}: ${statuses.map((status) => (agrees(state, status) ? 'yes' : '-')).join(' ')}`)).toEqual([
      'notYetValid: yes - - -',
      'good: yes - - -',
      'frozen: - yes - -',
      'revoked: - - yes -',
      'expired: yes yes - -',
      'unknown: - - - yes',
    ])
  })
})
