import { ukeyStates } from '@certhall/contract/ukey/vocabulary'
import { describe, expect, it } from 'vitest'
import { accountOf, nextUkeyState, ukeyEvents } from './lifecycle.ts'

describe('lifecycle of a UKEY', () => {
  it('holds on the full grid', () => {
    const outcome = (state: (typeof ukeyStates)[number], event: (typeof ukeyEvents)[number]): string => {
      const decision = nextUkeyState(state, event)
      return decision.ok ? decision.value : '-'
    }
    expect(ukeyStates.map((state) => `${state}: ${ukeyEvents.map((event) => outcome(state, event)).join(' ')}`)).toEqual([
      'inStock: allocated inUse - lost scrapped',
      'allocated: allocated inUse inStock lost scrapped',
      'inUse: - inUse - lost scrapped',
      'lost: - - inStock - scrapped',
      'scrapped: - - - - -',
    ])
  })

  it('says which state refused what', () => {
    expect(nextUkeyState('scrapped', 'bind')).toMatchObject({ ok: false, code: 'state.ukey', detail: { state: 'scrapped', event: 'bind' } })
  })

  it('keeps an account for each place that holds allocated ones', () => {
    expect([accountOf({ state: 'allocated', place: '天河受理点' }), accountOf({ state: 'inStock', place: null })]).toEqual(['allocated/天河受理点', 'inStock'])
  })
})
