import type { StatusSource } from '@certhall/ca/ocsp/ports'
import { describe, expect, it } from 'vitest'
import { limitLookUps } from './look-up-limit.ts'

describe('look-ups', () => {
  it('are refused beyond the limit, and possible again when one has ended', async () => {
    const waiting: (() => void)[] = []
    const issued = () => new Promise<null>((resolve) => waiting.push(() => resolve(null)))
    const source = limitLookUps({ issued } as unknown as StatusSource, 2)
    const first = source.issued('issuing-ec', '01')
    void source.issued('issuing-ec', '02')
    await expect(source.issued('issuing-ec', '03')).rejects.toMatchObject({ code: 'busy.database' })
    waiting.shift()?.()
    await first
    void source.issued('issuing-ec', '04')
    expect(waiting).toHaveLength(2)
  })
})
