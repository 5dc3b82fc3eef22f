import { describe, expect, it } from 'vitest'
import type { RevocationChange, StatusSource } from './ports.ts'
import { createStatusBoard, statusStaleAfterMs } from './status-board.ts'

const nowMs = Date.UTC(2026, 10, 22)
const serial = '01'.padEnd(38, 'a')

const sourceOf = (changes: RevocationChange[], issued: ReadonlyMap<string, number>): StatusSource & { lookUps: number } => ({
  lookUps: 0,
  changesAfter: async (position, limit) => changes.filter((change) => change.position > position).slice(0, limit),
  async issued(authorityId, serialNumber) {
    this.lookUps += 1
    const notAfterMs = issued.get(`${authorityId}/${serialNumber}`)
    return notAfterMs === undefined ? null : { notAfterMs }
  },
  authorities: async () => [],
  currentCrl: async () => null,
  currentCrlNumber: async () => null,
  currentDelta: async () => null,
  currentDeltaNumber: async () => null,
})

const serialOf = (number: number): string => number.toString(16).padStart(38, '0')

const change = (position: number, serialNumber = serial): RevocationChange => ({
  position,
  authorityId: 'issuing-ec',
  serialNumber,
  reason: 'superseded',
  revokedAtMs: nowMs - 1,
})

describe('status board', () => {
  it('is not fresh before it has heard from the database, nor 5 s after, nor when the clock went back', async () => {
    const board = createStatusBoard()
    expect(board.isFresh(nowMs)).toBe(false)
    await board.refresh(sourceOf([], new Map()), nowMs)
    expect(board.isFresh(nowMs + statusStaleAfterMs)).toBe(true)
    expect(board.isFresh(nowMs + statusStaleAfterMs + 1)).toBe(false)
    expect(board.isFresh(nowMs - 60_000)).toBe(false)
  })

  it('stays stale when the database does not answer', async () => {
    const board = createStatusBoard()
    const broken = { ...sourceOf([], new Map()), changesAfter: () => Promise.reject(new Error('gone')) }
    await expect(board.refresh(broken, nowMs)).rejects.toThrow('gone')
    expect(board.isFresh(nowMs)).toBe(false)
  })

  it('calls a serial unknown that was never issued, asked of the wrong authority, or has expired', async () => {
    const board = createStatusBoard()
    const source = sourceOf([], new Map([[`issuing-ec/${serial}`, nowMs + 1_000]]))
    await board.refresh(source, nowMs)
    expect(await board.status(source, 'issuing-ec', '02'.padEnd(38, '0'), nowMs)).toEqual({ status: 'unknown' })
    expect(await board.status(source, 'issuing-rsa', serial, nowMs)).toEqual({ status: 'unknown' })
    expect(await board.status(source, 'issuing-ec', serial, nowMs + 1_001)).toEqual({ status: 'unknown' })
  })

  it('remembers that a serial exists, but never that it does not', async () => {
    const board = createStatusBoard()
    const issued = new Map<string, number>()
    const source = sourceOf([], issued)
    await board.status(source, 'issuing-ec', serial, nowMs)
    issued.set(`issuing-ec/${serial}`, nowMs + 1_000)
    expect(await board.status(source, 'issuing-ec', serial, nowMs)).toEqual({ status: 'good' })
    await board.status(source, 'issuing-ec', serial, nowMs)
    expect(source.lookUps).toBe(2)
  })

  it('says revoked, with time and reason, as soon as the feed told it, and reports the serial', async () => {
    const told: string[] = []
    const board = createStatusBoard((authorityId, serialNumber) => told.push(`${authorityId}/${serialNumber}`))
    const changes: RevocationChange[] = []
    const source = sourceOf(changes, new Map([[`issuing-ec/${serial}`, nowMs + 1_000]]))
    expect(await board.status(source, 'issuing-ec', serial, nowMs)).toEqual({ status: 'good' })
    changes.push(change(1))
    await board.refresh(source, nowMs)
    expect(await board.status(source, 'issuing-ec', serial, nowMs)).toEqual({
      status: 'revoked',
      reason: 'superseded',
      revokedAtMs: nowMs - 1,
    })
    expect(told).toEqual([`issuing-ec/${serial}`])
  })

  it('says revoked when the revocation arrives while existence is being looked up', async () => {
    const board = createStatusBoard()
    const changes: RevocationChange[] = []
    const source = sourceOf(changes, new Map())
    const slow: StatusSource = {
      ...source,
      issued: async () => {
        changes.push(change(1))
        await board.refresh(source, nowMs)
        return { notAfterMs: nowMs + 1_000 }
      },
    }
    expect(await board.status(slow, 'issuing-ec', serial, nowMs)).toMatchObject({ status: 'revoked' })
  })

  it('reads all anew when its last change is gone from the feed, and keeps what it once heard to be revoked', async () => {
    const changes = [change(1, serialOf(1)), change(2, serialOf(2)), change(3, serialOf(3))]
    const reloads: (readonly string[])[] = []
    const board = createStatusBoard(
      () => {},
      (missing) => reloads.push(missing),
    )
    const source = sourceOf(changes, new Map([1, 2, 3, 4].map((each) => [`issuing-ec/${serialOf(each)}`, nowMs + 1_000])))
    await board.refresh(source, nowMs)
    const statusOf = async (each: number) => (await board.status(source, 'issuing-ec', serialOf(each), nowMs)).status
    expect(await statusOf(4)).toBe('good')
    // A copy from before the second change, with another life since: as long as the first one.
    changes.splice(1, 2, change(2, serialOf(4)), { ...change(3, serialOf(2)), revokedAtMs: nowMs })
    const version = board.version()
    await board.refresh(source, nowMs)
    expect(await Promise.all([1, 2, 3, 4].map(statusOf))).toEqual(['revoked', 'revoked', 'revoked', 'revoked'])
    expect(reloads).toEqual([[`issuing-ec/${serialOf(3)}`]])
    expect(board.version()).toBeGreaterThan(version)
    await board.refresh(source, nowMs)
    expect(reloads).toHaveLength(1)
  })

  it('answers nothing from the moment that the feed went back until all is read', async () => {
    const changes = [change(1, serialOf(1)), change(2, serialOf(2))]
    const board = createStatusBoard()
    const source = sourceOf(changes, new Map())
    await board.refresh(source, nowMs)
    changes.pop()
    let calls = 0
    const broken: StatusSource = {
      ...source,
      changesAfter: (...asked) => {
        calls += 1
        return calls === 1 ? source.changesAfter(...asked) : Promise.reject(new Error('gone'))
      },
    }
    await expect(board.refresh(broken, nowMs)).rejects.toThrow('gone')
    expect(board.isFresh(nowMs)).toBe(false)
    await board.refresh(source, nowMs)
    expect(board.isFresh(nowMs)).toBe(true)
    expect(await board.status(source, 'issuing-ec', serialOf(2), nowMs)).toMatchObject({ status: 'revoked' })
  })

  it('goes on when its last change, a hold, has become final', async () => {
    const changes = [change(1, serialOf(1)), { ...change(2, serialOf(2)), reason: 'certificateHold' as const }]
    const reloads: (readonly string[])[] = []
    const board = createStatusBoard(
      () => {},
      (missing) => reloads.push(missing),
    )
    const source = sourceOf(changes, new Map())
    await board.refresh(source, nowMs)
    changes.splice(1, 1, change(3, serialOf(3)), change(4, serialOf(2)))
    await board.refresh(source, nowMs)
    expect(await board.status(source, 'issuing-ec', serialOf(2), nowMs)).toMatchObject({ status: 'revoked', reason: 'superseded' })
    expect([reloads, board.revocationCount()]).toEqual([[], 3])
  })

  it('reads a feed longer than one page to its end', async () => {
    const board = createStatusBoard()
    const changes = Array.from({ length: 25_000 }, (_, index) => change(index + 1, index.toString(16).padStart(38, '0')))
    await board.refresh(sourceOf(changes, new Map()), nowMs)
    expect(board.revocationCount()).toBe(25_000)
  })
})
