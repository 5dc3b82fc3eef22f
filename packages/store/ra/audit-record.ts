/** Sequencer and reader of the audit record. One writer at a time: whoever holds the row lock on ra.audit_head. */
import { fromBase64Url, fromHex, toBase64Url, toHex } from '@certhall/kernel/bytes'
import { genesisHash, linkEvent, type StoredEvent } from '@certhall/ra/audit/chain'
import type { AuditLine, AuditRecord } from '@certhall/ra/audit/ports'
import type { ChainedEvent } from '@certhall/ra/audit/verify-chain'
import { type Kysely, type Selectable, sql } from 'kysely'
import { reading, withTransaction } from '../transaction.ts'
import type { RegistrationSchema } from './schema.ts'

type Db = Kysely<RegistrationSchema>

export const auditRecord = (db: Db): AuditRecord => ({
  chainWaiting: (limit) => withTransaction(db, (transaction) => chainWaiting(transaction, limit)),
  head: () => reading(async () => headOf(await db.selectFrom('ra.audit_head').selectAll().executeTakeFirst())),
  state: () => reading(() => stateOf(db)),
  addCheckpoint: async (checkpoint, sequence, hash, signedAtMs) => {
    const added = await reading(() =>
      db
        .insertInto('ra.audit_checkpoint')
        .values({
          sequence,
          hash: fromHex(hash),
          signed_at: new Date(signedAtMs),
          text: checkpoint.text,
          signature: fromBase64Url(checkpoint.signature),
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('sequence')
        .execute(),
    )
    return added.length === 1
  },
  checkpoints: (after = 0) =>
    reading(async () => {
      const rows = await db
        .selectFrom('ra.audit_checkpoint')
        .select(['text', 'signature'])
        .where('sequence', '>', after)
        .orderBy('sequence')
        .execute()
      return rows.map((row) => ({ text: row.text, signature: toBase64Url(row.signature) }))
    }),
  chained: (after = 0) => chained(db, after),
  list: (filter, before, limit) =>
    reading(async () => {
      let query = db
        .selectFrom('ra.audit_event as e')
        .leftJoin('ra.audit_chain as c', 'c.event_id', 'e.event_id')
        .select(eventColumns)
        .select(linkColumns)
      if (filter.applicationNo !== null) query = query.where('e.application_no', '=', filter.applicationNo)
      if (filter.type !== null) query = query.where('e.type', '=', filter.type)
      if (before !== undefined)
        query = query.where(sql<boolean>`(e.occurred_at, e.event_id) < (${new Date(before.at)}, ${before.eventId}::uuid)`)
      const rows = await query.orderBy('e.occurred_at', 'desc').orderBy('e.event_id', 'desc').limit(limit).execute()
      return rows.map(
        (row): AuditLine => ({
          event: eventOf(row),
          link:
            row.hash === null || row.previous_hash === null || row.sequence === null
              ? null
              : linkOf(row.event_id, row.sequence, row.previous_hash, row.hash),
        }),
      )
    }),
})

const chainWaiting = async (db: Db, limit: number): Promise<number> => {
  const head = headOf(await db.selectFrom('ra.audit_head').selectAll().forUpdate().executeTakeFirst())
  const { rows: waiting } = await sql<{ at: string; event_id: string }>`
    select occurred_at::text as at, event_id from ra.audit_waiting order by occurred_at, event_id limit ${limit}`.execute(db)
  if (waiting.length === 0) return 0
  const found =
    await sql<EventRow>`select * from ra.audit_event where event_id = any(${waiting.map((row) => row.event_id)}::uuid[])`.execute(db)
  const events = new Map(found.rows.map((row) => [row.event_id, row]))
  // One that is gone before its turn is passed over and stays waiting: the invariants see it.
  const taken = waiting.filter(({ event_id }) => events.has(event_id))
  let { sequence, hash } = head
  const links = taken.map(({ event_id }) => {
    const link = linkEvent(hash, sequence + 1, eventOf(events.get(event_id) as EventRow))
    sequence = link.sequence
    hash = link.hash
    return link
  })
  // Arrays keep the number of statements the same however many events wait.
  await sql`insert into ra.audit_chain (sequence, event_id, previous_hash, hash)
    select sequence, event_id, decode(previous_hash, 'hex'), decode(hash, 'hex')
    from unnest(${links.map((link) => link.sequence)}::bigint[], ${links.map((link) => link.eventId)}::uuid[], ${links.map((link) => link.previousHash)}::text[], ${links.map((link) => link.hash)}::text[])
      as waiting (sequence, event_id, previous_hash, hash)`.execute(db)
  await sql`delete from ra.audit_waiting w using unnest(${taken.map((row) => row.at)}::timestamptz[], ${taken.map((row) => row.event_id)}::uuid[]) as done (occurred_at, event_id)
    where w.occurred_at = done.occurred_at and w.event_id = done.event_id`.execute(db)
  await db
    .updateTable('ra.audit_head')
    .set({ sequence, hash: fromHex(hash) })
    .execute()
  return links.length
}

async function* chained(db: Db, start: number): AsyncIterable<ChainedEvent> {
  for (let after = start; ; ) {
    const rows = await reading(() =>
      db
        .selectFrom('ra.audit_chain as c')
        .leftJoin('ra.audit_event as e', 'e.event_id', 'c.event_id')
        .select(eventColumns)
        .select(['c.sequence', 'c.previous_hash', 'c.hash', 'c.event_id as link_event_id'])
        .where('c.sequence', '>', after)
        .orderBy('c.sequence')
        .limit(batch)
        .execute(),
    )
    for (const row of rows) {
      // A link without its event is a deleted event: an empty one in its place cannot have the hash.
      const event = row.event_id === null ? deleted(row.link_event_id) : eventOf(row as unknown as EventRow)
      yield { event, link: linkOf(row.link_event_id, row.sequence, row.previous_hash, row.hash) }
      after = row.sequence
    }
    if (rows.length < batch) return
  }
}

const stateOf = async (db: Db) => {
  const head = headOf(await db.selectFrom('ra.audit_head').selectAll().executeTakeFirst())
  const waiting = await db
    .selectFrom('ra.audit_waiting')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  const last = await db
    .selectFrom('ra.audit_checkpoint')
    .select(['sequence', 'signed_at'])
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst()
  return {
    count: head.sequence,
    waiting: Number(waiting.count),
    lastCheckpoint: last === undefined ? null : { sequence: last.sequence, signedAtMs: last.signed_at.getTime() },
  }
}

const headOf = (row: { sequence: number; hash: Uint8Array } | undefined): { sequence: number; hash: string } =>
  row === undefined ? { sequence: 0, hash: genesisHash } : { sequence: row.sequence, hash: toHex(row.hash) }

const eventColumns = [
  'e.event_id',
  'e.occurred_at',
  'e.type',
  'e.actor_kind',
  'e.actor_id',
  'e.actor_name',
  'e.role',
  'e.application_no',
  'e.state_before',
  'e.state_after',
  'e.source',
  'e.detail',
] as const
const linkColumns = ['c.sequence', 'c.previous_hash', 'c.hash'] as const

type EventRow = Selectable<RegistrationSchema['ra.audit_event']>

const eventOf = (row: EventRow): StoredEvent => ({
  eventId: row.event_id,
  at: row.occurred_at.toISOString(),
  type: row.type,
  actorKind: row.actor_kind,
  actorId: row.actor_id,
  actorName: row.actor_name,
  role: row.role,
  applicationNo: row.application_no,
  before: row.state_before,
  after: row.state_after,
  source: row.source,
  detail: row.detail,
})

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

const linkOf = (eventId: string, sequence: number, previousHash: Uint8Array, hash: Uint8Array) => ({
  eventId,
  sequence,
  previousHash: toHex(previousHash),
  hash: toHex(hash),
})

const batch = 1_000
