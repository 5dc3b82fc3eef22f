import { AppError } from '@certhall/kernel/app-error'
import { describe, expect, it } from 'vitest'
import { mayRetry, pauseMs } from './query-client.ts'

describe('asking again', () => {
  it('never repeats what the server refused', () => {
    expect(mayRetry(0, new AppError('state.conflict'))).toBe(false)
    expect(mayRetry(0, new Error('anything'))).toBe(false)
  })

  it('repeats over a dead network, four times at most, with growing pauses', () => {
    const dead = new TypeError('Failed to fetch')
    expect([0, 3, 4].map((failures) => mayRetry(failures, dead))).toEqual([true, true, false])
    expect([0, 1, 2, 10].map(pauseMs)).toEqual([1000, 2000, 4000, 15_000])
  })
})
