import { describe, expect, it } from 'vitest'
import { matching } from './matching.ts'

const messages = [
  { applicationNo: null, at: '2026-11-22T00:00:01.000Z' },
  { applicationNo: 'A2026-000001', at: '2026-11-22T00:00:03.000Z' },
  { applicationNo: 'A2026-000002', at: '2026-11-22T00:00:02.000Z' },
]

describe('the outbox', () => {
  it('hides messages of other applications', () => {
    expect(matching(messages, ' a2026-000002 ').map(({ applicationNo }) => applicationNo)).toEqual(['A2026-000002'])
  })

  it('shows the newest first', () => {
    expect(matching(messages, '').map(({ at }) => at.slice(17, 19))).toEqual(['03', '02', '01'])
  })
})
