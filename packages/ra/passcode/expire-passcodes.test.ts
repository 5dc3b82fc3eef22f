import { describe, expect, it } from 'vitest'
import { expirePasscodes, type ExpireDeps } from './expire-passcodes.ts'
import type { StoredPasscode, StoredRelease } from './ports.ts'

interface Case {
  readonly codes: readonly Pick<StoredPasscode, 'state' | 'releaseId'>[]
  readonly releaseIds: readonly string[]
}

/** One approval that the list found lapsed; what is read under its lock is `now`. Gives the states it was changed to. */
const sweep = async (now: Case): Promise<readonly string[]> => {
  const changed: string[] = []
  const tx = {
    passcodes: { runOut: async () => [], ofApplication: async () => now.codes },
    certificates: { unconfirmed: async () => [] },
    cases: {
      lapsedApprovals: async () => ['A2026-000001'],
      lock: async () => ({ state: 'approved', version: 1 }),
      change: async ({ to }: { to: string }) => changed.push(to) > 0,
    },
    releases: { ofApplication: async () => now.releaseIds.map((releaseId) => ({ releaseId }) as StoredRelease) },
    audit: { append: async () => {} },
  }
  const deps = { clock: { nowMs: () => 0 }, transaction: (work: (transaction: typeof tx) => Promise<unknown>) => work(tx) }
  await expirePasscodes(deps as unknown as ExpireDeps)()
  return changed
}

describe('an approval that was listed as lapsed', () => {
  it('stays approved when a new code lives by the time it is locked', async () => {
    expect(await sweep({ codes: [{ state: 'delivered', releaseId: 'second' }, { state: 'expired', releaseId: 'first' }], releaseIds: ['second', 'first'] })).toEqual([])
  })

  it('stays approved when it was released again and the code is not made yet', async () => {
    expect(await sweep({ codes: [{ state: 'expired', releaseId: 'first' }], releaseIds: ['second', 'first'] })).toEqual([])
  })

  it('expires when nothing has happened since', async () => {
    expect(await sweep({ codes: [{ state: 'expired', releaseId: 'first' }], releaseIds: ['first'] })).toEqual(['expired'])
  })
})
