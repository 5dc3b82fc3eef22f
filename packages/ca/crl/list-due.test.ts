import { describe, expect, it } from 'vitest'
import type { CrlHead } from '../ports.ts'
import { listDue } from './list-due.ts'
import { listTimes } from './list-times.ts'

const nowMs = Date.UTC(2026, 10, 22)
const head = (changes: Partial<CrlHead> = {}): CrlHead => ({
  authorityId: 'issuing-ec',
  crlNumber: 7,
  thisUpdateMs: nowMs - 1_000,
  nextUpdateMs: nowMs + 1_000,
  position: 10,
  entryCount: 3,
  ...changes,
})
const large = { entryCount: listTimes.largeEntries + 1 }

describe('what is due', () => {
  it.each([
    ['nothing while both lists show the last revocation', head(), head(), 10, undefined],
    ['a full list where there is none', undefined, undefined, 0, 'full'],
    ['a full list where there is no delta yet', head(), undefined, 10, 'full'],
    ['a full list after an hour', head({ thisUpdateMs: nowMs - listTimes.ageMs }), head(), 10, 'full'],
    ['a full list after a revocation', head(), head(), 11, 'full'],
    ['a delta after a revocation, where the full list is large and young', head(large), head(), 11, 'delta'],
    ['nothing while the delta shows it and the large list is young', head(large), head({ position: 11 }), 11, undefined],
    [
      'a large full list after half a minute',
      head({ ...large, thisUpdateMs: nowMs - listTimes.largeEveryMs }),
      head({ position: 11 }),
      11,
      'full',
    ],
    ['nothing hourly while the clock is behind the last list', head({ thisUpdateMs: nowMs + 7_200_000 }), head(), 10, undefined],
  ] as const)('is %s', (_what, full, delta, lastPosition, kind) => {
    expect(listDue({ full, delta, lastPosition }, nowMs)).toBe(kind)
  })
})
