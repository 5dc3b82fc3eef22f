import { ukeyActs, ukeyStates } from '@certhall/contract/ukey/vocabulary'
import { describe, expect, it } from 'vitest'
import { accountOf, nextUkeyState, type UkeyEvent } from './lifecycle.ts'

describe('lifecycle of a UKEY', () => {
  it('holds on the full grid', () => {
    const events: readonly UkeyEvent[] = ['bind', ...ukeyActs]
    const outcome = (state: (typeof ukeyStates)[number], event: UkeyEvent): string => {
      const decision = nextUkeyState(state, event)
      return decision.ok ? decision.value : '-'
    }
    expect(ukeyStates.map((state) => `${state}: ${events.map((event) => outcome(state, event)).join(' ')}`)).toEqual([
      'inStock: inUse allocated - lost scrapped',
      'allocated: inUse allocated inStock lost scrapped',
      'inUse: inUse - - lost scrapped',
      'lost: - - inStock - scrapped',
      'scrapped: - - - - -',
    ])
  })

  it('says which state refused what', () => {
    expect(nextUkeyState('scrapped', 'bind')).toMatchObject({ ok: false, code: 'state.ukey', detail: { state: 'scrapped', event: 'bind' } })
  })

  it('keeps an account for each place that holds allocated ones', () => {
    expect(accountOf({ state: 'allocated', place: '天河受理点' })).toBe('allocated/天河受理点')
    expect(accountOf({ state: 'inStock', place: null })).toBe('inStock')
  })
})
