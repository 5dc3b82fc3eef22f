import { describe, expect, it } from 'vitest'
import { eachAlone } from './each-alone.ts'

const queueOf = (...rows: readonly number[]) => {
  const left = new Set(rows)
  return { left, list: async (limit: number) => [...left].slice(0, limit) }
}

describe('a round', () => {
  it('goes on after a row that fails, and says so at the end', async () => {
    const { left, list } = queueOf(1, 2, 3, 4, 5)
    const change = async (row: number): Promise<boolean> => {
      if (row === 2) throw new RangeError('two')
      return left.delete(row)
    }
    await expect(eachAlone({ list, change }, 2)).rejects.toThrow('two')
    expect([...left]).toEqual([2])
  })

  it('stops when nothing moves, because others are at it or all fail', async () => {
    const { list } = queueOf(1, 2)
    expect(await eachAlone({ list, change: async () => false }, 2)).toBe(0)
    await expect(eachAlone({ list, change: () => Promise.reject(new RangeError('all')) }, 2)).rejects.toThrow('all')
  })

  it('takes more than fit into one list, and counts what it changed itself', async () => {
    const { left, list } = queueOf(1, 2, 3, 4, 5, 6, 7)
    expect(await eachAlone({ list, change: async (row) => left.delete(row) }, 3)).toBe(7)
  })
})
