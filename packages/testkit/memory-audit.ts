/** The audit record in memory: events of transactions, the chain over them, and what an attacker of the store could do. */
import { actorColumns } from '@certhall/ra/actor'
import { genesisHash, linkEvent, type StoredEvent } from '@certhall/ra/audit/chain'
import type { AuditRecord } from '@certhall/ra/audit/ports'
import type { BaseTransaction, Ground } from '@certhall/ra/ports'
import type { MemoryTables } from './memory-tables.ts'

export const memoryAudit = ({ events }: MemoryTables, { clock, random }: Ground): BaseTransaction['audit'] => ({
  append: async (...added) => {
    for (const { type, actor, role, applicationNo, before, after, detail } of added) {
      const { kind, id, name, source } = actorColumns(actor)
      const eventId = random.uuid()
      events.set(eventId, {
        eventId,
        at: new Date(clock.nowMs()).toISOString(),
        type,
        actorKind: kind,
        actorId: id,
        actorName: name,
        role: role ?? null,
        applicationNo: applicationNo ?? null,
        before: before ?? null,
        after: after ?? null,
        source,
        detail: detail ?? {},
      })
    }
  },
})

type Once = <Result>(work: (tables: MemoryTables) => Promise<Result>) => Promise<Result>

export const memoryRecord = (once: Once): AuditRecord => ({
  chainWaiting: (limit) => once(async (tables) => chainWaiting(tables, limit)),
  head: () => once(async ({ head }) => ({ sequence: head.sequence, hash: head.hash ?? genesisHash })),
  state: () =>
    once(async (tables) => {
      const last = Math.max(0, ...tables.checkpoints.keys())
      const signedAtMs = tables.checkpoints.get(last)?.signedAtMs
      return {
        count: tables.head.sequence,
        waiting: waiting(tables).length,
        lastCheckpoint: signedAtMs === undefined ? null : { sequence: last, signedAtMs },
      }
    }),
  addCheckpoint: (checkpoint, sequence, _hash, signedAtMs) =>
    once(async ({ checkpoints }) => {
      if (checkpoints.has(sequence)) return false
      checkpoints.set(sequence, { checkpoint, signedAtMs })
      return true
    }),
  checkpoints: (after = 0) =>
    once(async ({ checkpoints }) =>
      [...checkpoints]
        .filter(([sequence]) => sequence > after)
        .toSorted(([one], [other]) => one - other)
        .map(([, { checkpoint }]) => checkpoint),
    ),
  chained: (after = 0) => chained(once, after),
  list: (filter, before, limit) =>
    once(async ({ events, links }) =>
      [...events.values()]
        .filter(
          (event) =>
            (filter.applicationNo === null || event.applicationNo === filter.applicationNo) &&
            (filter.type === null || event.type === filter.type),
        )
        .filter((event) => before === undefined || inTime(event, before) < 0)
        .toSorted((one, other) => inTime(other, one))
        .slice(0, limit)
        .map((event) => ({ event, link: links.find((link) => link.eventId === event.eventId) ?? null })),
    ),
})

const chainWaiting = (tables: MemoryTables, limit: number): number => {
  const next = waiting(tables).slice(0, limit)
  for (const event of next) {
    const link = linkEvent(tables.head.hash ?? genesisHash, tables.head.sequence + 1, event)
    tables.links.push(link)
    tables.head.sequence = link.sequence
    tables.head.hash = link.hash
  }
  return next.length
}

const waiting = ({ events, links }: MemoryTables): readonly StoredEvent[] => {
  const chainedIds = new Set(links.map(({ eventId }) => eventId))
  return [...events.values()].filter(({ eventId }) => !chainedIds.has(eventId)).toSorted(inTime)
}

async function* chained(once: Once, after: number): ReturnType<AuditRecord['chained']> {
  yield* await once(async ({ events, links }) =>
    links.filter(({ sequence }) => sequence > after).map((link) => ({ link, event: events.get(link.eventId) ?? deleted(link.eventId) })),
  )
}

const inTime = (
  one: { readonly at: string; readonly eventId: string },
  other: { readonly at: string; readonly eventId: string },
): number => (one.at === other.at ? (one.eventId < other.eventId ? -1 : 1) : one.at < other.at ? -1 : 1)

/** An empty event in its place cannot have the hash. */
const deleted = (eventId: string): StoredEvent => ({
  eventId,
  at: '',
  type: 'deleted',
  actorKind: '',
  actorId: null,
  actorName: '',
  role: null,
  applicationNo: null,
  before: null,
  after: null,
  source: '',
  detail: {},
})
