import { describe, expect, it } from 'vitest'
import { inBatches } from './batch.ts'

describe('calls in batches', () => {
  it('fail together when their batch fails, and the next batch runs', async () => {
    let runs = 0
    const call = inBatches<number, number>(
      async (items) => {
        runs += 1
        if (runs === 1) throw new RangeError('first')
        return items
      },
      { most: 2, atOnce: 1 },
    )
    const settled = await Promise.allSettled([call(1), call(2), call(3)])
    expect(settled.map((each) => each.status)).toEqual(['rejected', 'rejected', 'fulfilled'])
  })

  it('share one run when they arrive together, never more than the limit', async () => {
    const sizes: number[] = []
    const call = inBatches<number, number>(
      async (items) => {
        sizes.push(items.length)
        return items.map((item) => item * 2)
      },
      { most: 64, atOnce: 2 },
    )
    const results = await Promise.all(Array.from({ length: 150 }, (_, index) => call(index)))
    expect(results).toEqual(Array.from({ length: 150 }, (_, index) => index * 2))
    expect(sizes).toEqual([64, 64, 22])
  })

  it('gather while others run', async () => {
    const sizes: number[] = []
    const gates: (() => void)[] = []
    const call = inBatches<number, number>(
      async (items) => {
        sizes.push(items.length)
        await new Promise<void>((open) => void gates.push(open))
        return items
      },
      { most: 64, atOnce: 1 },
    )
    const first = call(1)
    await new Promise((resolve) => setImmediate(resolve))
    const rest = [call(2), call(3), call(4)]
    gates.shift()?.()
    await first
    await new Promise((resolve) => setImmediate(resolve))
    gates.shift()?.()
    expect(await Promise.all(rest)).toEqual([2, 3, 4])
    expect(sizes).toEqual([1, 3])
  })
})
