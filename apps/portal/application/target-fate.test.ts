import { describe, expect, it } from 'vitest'
import { targetFate } from './target-fate.ts'

const target = (state: 'valid' | 'frozen' | 'revoked' | 'expired', endsAt: string | null = null) => ({ target: { state, endsAt } })

describe('the certificate of a follow-up', () => {
  it('stays as it is when the application came to nothing, and frozen stays frozen', () => {
    expect(targetFate('rejected', target('valid'))).toBe('unchanged')
    expect(targetFate('withdrawn', target('frozen'))).toBe('staysFrozen')
    expect(targetFate('expired', target('frozen'))).toBe('staysFrozen')
  })

  it('has its end before it while the application is open, and a date when its successor is installed', () => {
    expect(targetFate('underReview', target('frozen'))).toBe('planned')
    expect(targetFate('approved', target('valid'))).toBe('planned')
    expect(targetFate('completed', target('valid', '2026-12-01T00:00:00Z'))).toBe('endsAt')
  })

  it('is over once it has ended, however the application stands', () => {
    expect(targetFate('approved', target('revoked'))).toBe('over')
    expect(targetFate('completed', target('expired'))).toBe('over')
  })
})
