import { silentLog } from '@certhall/kernel/log'
import { describe, expect, it, vi } from 'vitest'
import { startWork, type Work } from './jobs.ts'

// No queue, so no jobs: rounds alone.
const jobs = {} as Work['jobs']
const queue = { work: async () => {} }

describe('rounds', () => {
  it('run at once and again when asked, never two at a time, and not after the stop', async () => {
    let atWork = 0
    let most = 0
    const run = vi.fn(async () => {
      atWork += 1
      most = Math.max(most, atWork)
      await new Promise((resolve) => setImmediate(resolve))
      atWork -= 1
    })
    const work = await startWork(queue, { jobs, rounds: [{ name: 'sweep', everyMs: 3_600_000, run }] }, silentLog)
    work.runRounds()
    work.runRounds()
    await vi.waitFor(() => expect(run).toHaveBeenCalledTimes(3))
    await work.stop()
    work.runRounds()
    await work.stop()
    expect(run).toHaveBeenCalledTimes(3)
    expect(most).toBe(1)
  })

  it('go on after one that failed', async () => {
    const run = vi.fn(async () => {
      throw new Error('broken')
    })
    const work = await startWork(queue, { jobs, rounds: [{ name: 'sweep', everyMs: 1, run }] }, silentLog)
    await vi.waitFor(() => expect(run.mock.calls.length).toBeGreaterThan(2))
    await work.stop()
  })
})
