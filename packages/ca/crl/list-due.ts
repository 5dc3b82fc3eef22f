import type { CrlHead } from '../ports.ts'
import { listTimes } from './list-times.ts'

export interface PublishedLists {
  readonly full: CrlHead | undefined
  readonly delta: CrlHead | undefined
  /** Position of the last revocation of the authority; 0 when it has none. */
  readonly lastPosition: number
}

/** What an authority has to publish now. With a full list goes the delta of the same number. */
export const listDue = ({ full, delta, lastPosition }: PublishedLists, nowMs: number): 'full' | 'delta' | undefined => {
  // The first of a house that published no deltas before: its full list has no address of one.
  if (full === undefined || delta === undefined) return 'full'
  const ageMs = nowMs - full.thisUpdateMs
  if (ageMs >= listTimes.ageMs) return 'full'
  const isBehind = lastPosition > full.position
  if (isBehind && (full.entryCount <= listTimes.largeEntries || ageMs >= listTimes.largeEveryMs)) return 'full'
  return lastPosition > delta.position ? 'delta' : undefined
}
