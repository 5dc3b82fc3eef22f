import { describe, expect, it } from 'vitest'
import { applicationNumberOf } from './application-number.ts'

describe('an application number as people type it', () => {
  it.each(['', '2026-000123', 'A2026-00012', 'A2026-0001234', 'D2026-000123'])('is refused: %s', (typed) => {
    expect(applicationNumberOf(typed)).toBeNull()
  })

  it.each(['A2026-000123', ' a2026 000123 ', 'Ａ２０２６－０００１２３', 'A2026–000123', '申请号 A2026-000123，请保存'])(
    'is understood: %s',
    (typed) => {
      expect(applicationNumberOf(typed)).toBe('A2026-000123')
    },
  )
})
