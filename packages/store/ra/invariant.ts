/**
 * Queries that find what contradicts itself (packages/ra/invariant). Each gives the ids of what breaks one invariant among
 * some cases, through indexes by case number; none changes anything.
 */
import { toHex } from '@certhall/kernel/bytes'
import { openStates } from '@certhall/ra/application/lifecycle'
import type { Violation } from '@certhall/ra/invariant/invariants'
import type { InvariantRecord, InvariantTimes, KeptPaper, SignedCase } from '@certhall/ra/invariant/ports'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { reading, withTransaction } from '../transaction.ts'
import type { RegistrationSchema } from './schema.ts'
import { documentContext } from './sealed-form.ts'

type Db = Kysely<RegistrationSchema>
type Cases = RawBuilder<unknown>

export const invariantRecord = (db: Db): InvariantRecord => ({
  cases: (sinceMs, after, limit) => reading(() => casesOf(db, sinceMs, after, limit)),
  violations: (cases, times) =>
    withTransaction(
      db,
      async (transaction) => {
        const found: Violation[] = []
        for (const { invariant, query } of queries) {
          const { rows } = await query(sql`(${[...cases]}::text[])`, times).execute(transaction)
          found.push(...rows.map(({ id }) => ({ invariant, id })))
        }
        return found
      },
      { isolation: 'repeatable read', readOnly: true },
    ),
  signedCases: (cases) =>
    withTransaction(db, (transaction) => signedCases(transaction, [...cases]), { isolation: 'repeatable read', readOnly: true }),
  orders: (cases) => reading(() => ordersOf(db, [...cases])),
  papers: (cases, uploadedSinceMs) => papersOf(db, [...cases], uploadedSinceMs),
  stock: (sinceMs) => withTransaction(db, (transaction) => stockOf(transaction, sinceMs), { isolation: 'repeatable read', readOnly: true }),
  waitingSince: (beforeMs) =>
    reading(async () => {
      const rows = await db
        .selectFrom('ra.audit_waiting')
        .select('event_id')
        .where('occurred_at', '<', new Date(beforeMs))
        .orderBy('occurred_at')
        .limit(pageSize)
        .execute()
      return rows.map((row) => row.event_id)
    }),
})

const casesOf = async (db: Db, sinceMs: number | null, after: string, limit: number): Promise<readonly string[]> => {
  const { rows } =
    sinceMs === null
      ? await sql<{
          id: string
        }>`select application_no as id from ra.application where application_no > ${after} order by application_no limit ${limit}`.execute(
          db,
        )
      : await sql<{ id: string }>`select distinct application_no as id from ra.audit_event
          where occurred_at >= ${new Date(sinceMs)} and application_no > ${after} order by application_no limit ${limit}`.execute(db)
  return rows.map((row) => row.id)
}

interface Query {
  readonly invariant: Violation['invariant']
  readonly query: (cases: Cases, times: InvariantTimes) => RawBuilder<{ id: string }>
}

const held = sql`ra.passcode p join ra.certificate c on c.passcode_id = p.passcode_id`
const living = sql`c.state in ('valid', 'frozen')`

const certificateSteps = sql`('certificate.stored', 'certificate.frozen', 'certificate.revoked', 'certificate.expired')`
/** Applications of these cases that are completed, with the certificate they were on. */
const ended = (
  cases: Cases,
) => sql`ra.application a join ra.certificate t on t.authority_id = a.target_authority_id and t.serial_number = a.target_serial_number
  where a.application_no = any${cases} and a.state = 'completed'`

const queries: readonly Query[] = [
  {
    invariant: 'I01',
    query: (cases) => sql`select p.passcode_id::text as id from ${held} where p.application_no = any${cases} and ${living}
      group by p.passcode_id having count(*) > 1 or bool_or(p.state not in ('redeeming', 'used'))`,
  },

  // Row, octets and exactly one event of being stored; an event whose row is gone counts as well.
  {
    invariant: 'I02',
    query: (cases) => sql`
      with told as (select detail->>'serialNumber' as serial, count(*) as times from ra.audit_event where application_no = any${cases} and type = 'certificate.stored' group by 1),
      kept as (select encode(c.serial_number, 'hex') as serial, d.der is not null as has_der from ${held}
        left join ra.certificate_der d on d.authority_id = c.authority_id and d.serial_number = c.serial_number where p.application_no = any${cases})
      select coalesce(kept.serial, told.serial, 'none') as id from kept full join told on told.serial = kept.serial
       where kept.serial is null or told.times is distinct from 1 or not kept.has_der`,
  },

  {
    invariant: 'I09',
    query: (cases) => sql`
      select encode(c.serial_number, 'hex') as id from ${held} left join ra.release r on r.release_id = p.release_id
        left join ra.decision d on d.application_no = r.application_no and d.revision = r.revision and d.text_sha256 = r.decision_sha256 and d.decision = 'approve'
       where p.application_no = any${cases} and (d.person_id is null or d.person_id = r.person_id)
      union select r.release_id::text from ra.release r join ra.decision d on d.application_no = r.application_no and d.person_id = r.person_id where r.application_no = any${cases}
      union select d.decision_id::text from ra.decision d join ra.application a on a.application_no = d.application_no and a.entered_by = d.person_id where d.application_no = any${cases}
      union select a.application_no from ra.application a where a.application_no = any${cases} and a.application_type = 'unfreeze' and a.state in ('approved', 'completed')
         and (select count(distinct d.person_id) from ra.decision d where d.application_no = a.application_no and d.revision = a.revision and d.decision = 'approve') < 2`,
  },

  {
    invariant: 'I10',
    query: (cases) => sql`
      select application_no as id from ra.passcode where application_no = any${cases} group by application_no
        having count(*) filter (where state in ('created', 'delivered', 'redeeming')) > 1 or count(*) filter (where state = 'used') > 1
      union select p.passcode_id::text from ra.passcode p join ra.application a on a.application_no = p.application_no
       where p.application_no = any${cases} and p.state in ('created', 'delivered', 'redeeming') and a.state <> 'approved'
      union select p.passcode_id::text from ra.passcode p join ra.audit_event e on e.application_no = p.application_no and e.detail->>'passcodeId' = p.passcode_id::text
       where p.application_no = any${cases} and e.state_after in ('used', 'expired', 'voided') and e.state_after <> p.state
      union select passcode_id::text from ra.passcode where application_no = any${cases}
         and ((state in ('used', 'expired', 'voided')) <> (ended_at is not null) or state in ('redeeming', 'used') and (order_id is null or bound_spki_sha256 is null))`,
  },

  {
    invariant: 'I12',
    query: (
      cases,
    ) => sql`select detail->>'serialNumber' as id from ra.audit_event where application_no = any${cases} and type in ${certificateSteps}
         and (state_before in ('revoked', 'expired') or state_before = 'frozen' and state_after = 'valid')`,
  },

  {
    invariant: 'I13',
    query: (cases) =>
      sql`select a.application_no as id from ${ended(cases)} and a.application_type = 'unfreeze' and t.state not in ('revoked', 'expired')`,
  },

  {
    invariant: 'I14',
    query: (cases) =>
      sql`select a.application_no as id from ${ended(cases)} and a.follow_up_reason in ('keyCompromise', 'mediumLost') and t.state not in ('revoked', 'expired')`,
  },

  {
    invariant: 'I16',
    query: (
      cases,
    ) => sql`select encode(c.serial_number, 'hex') as id from ra.certificate c join ra.session s on s.certificate_sha256 = c.certificate_sha256
       where c.application_no = any${cases} and c.state <> 'valid'`,
  },

  // A frozen one waits for the review of its loss.
  {
    invariant: 'I15',
    query: (cases, { lateMs }) => sql`
      select p.application_no as id from ${held} where p.application_no = any${cases} and ${living} group by p.application_no having count(*) > 1
      union select encode(c.serial_number, 'hex') from ra.certificate c where c.application_no = any${cases} and ${living} and c.ends_at < ${new Date(lateMs)}
         and (c.state = 'valid' or not exists (select from ra.application a where a.target_authority_id = c.authority_id
           and a.target_serial_number = c.serial_number and a.state = any(${[...openStates]}::text[])))`,
  },

  {
    invariant: 'I21',
    query: (cases, { overdueMs, unreleasedMs }) => sql`
      select encode(c.serial_number, 'hex') as id from ${held} join ra.application a on a.application_no = p.application_no where p.application_no = any${cases}
         and (c.confirmed_at is null and ${living} and (p.state <> 'redeeming' or a.state <> 'approved' or c.stored_at < ${new Date(overdueMs)})
           or c.confirmed_at is not null and (p.state <> 'used' or a.state <> 'completed'))
      union select p.passcode_id::text from ra.passcode p left join ra.certificate c on c.passcode_id = p.passcode_id
       where p.application_no = any${cases} and p.state = 'used' and c.confirmed_at is null
      union select a.application_no from ra.application a where a.application_no = any${cases} and a.state = 'approved' and a.changed_at < ${new Date(unreleasedMs)}
         and not exists (select from ra.release r where r.application_no = a.application_no and r.released_at >= ${new Date(unreleasedMs)})
         and not exists (select from ra.passcode p where p.application_no = a.application_no and coalesce(p.ended_at >= ${new Date(unreleasedMs)}, true))`,
  },

  // Steps into a state less steps out of it: one for the state it is in, none for all others.
  {
    invariant: 'I22',
    query: (cases) => sql`
      with event as (select * from ra.audit_event where application_no = any${cases}),
      step as (
        select detail->>'passcodeId' as id, state_after as state, 1 as way from event where type like 'passcode.%' and state_after is not null
        union all select detail->>'passcodeId', state_before, -1 from event where type like 'passcode.%' and state_before is not null
        union all select passcode_id::text, state, -1 from ra.passcode where application_no = any${cases}
        union all select application_no, state_after, 1 from event where type like 'application.%' and state_after is not null
        union all select application_no, state_before, -1 from event where type like 'application.%' and state_before is not null
        union all select application_no, step.state, step.way from ra.application a, lateral (values ('draft', 1), (a.state, -1)) as step (state, way) where application_no = any${cases}
        union all select detail->>'serialNumber', state_after, 1 from event where type in ${certificateSteps} and state_after is not null
        union all select detail->>'serialNumber', state_before, -1 from event where type in ${certificateSteps} and state_before is not null
        union all select encode(c.serial_number, 'hex'), c.state, -1 from ${held} where p.application_no = any${cases})
      select coalesce(id, 'none') as id from step group by id, state having sum(way) <> 0
      union select event_id::text from event where actor_name = '' or source = '' or actor_kind = 'staff' and actor_id is null`,
  },

  // Neither chained nor waiting to be (slipped in behind the sequencer), or both.
  {
    invariant: 'I23',
    query: (cases) => sql`
      select e.event_id::text as id from ra.audit_event e left join ra.audit_chain l on l.event_id = e.event_id
        left join ra.audit_waiting w on w.occurred_at = e.occurred_at and w.event_id = e.event_id
       where e.application_no = any${cases} and (w.event_id is null) = (l.event_id is null)`,
  },

  // Of approvals that lapsed before there was a notice of it no reason is on record.
  {
    invariant: 'I28',
    query: (cases) => sql`
      with rule (type, kind, channels) as (values ('passcode.delivered', 'download-ready', 1), ('certificate.confirmed', 'certificate-downloaded', 1),
        ('application.returned', 'application-returned', 2), ('application.rejected', 'application-rejected', 2),
        ('application.expired', 'application-lapsed', 2)),
      due as (select e.application_no, r.kind, count(*) * r.channels as messages from ra.audit_event e join rule r on r.type = e.type
        where e.application_no = any${cases} and (e.type <> 'application.expired' or e.detail->>'reason' is not null) group by e.application_no, r.kind, r.channels),
      written as (select application_no, kind, count(*) as messages from ra.notice where application_no = any${cases} and kind in (select kind from rule) group by application_no, kind)
      select coalesce(due.application_no, written.application_no) as id from due full join written on written.application_no = due.application_no and written.kind = due.kind
       where due.messages is distinct from written.messages
      union select n.notice_id::text from ra.notice n where n.application_no = any${cases} and n.state in ('queued', 'retrying') and not ${jobFor('send-notice', sql`n.notice_id`)}
      union select r.release_id::text from ra.release r join ra.application a on a.application_no = r.application_no and a.state = 'approved' and a.revision = r.revision
       where r.application_no = any${cases} and not exists (select from ra.passcode p where p.release_id = r.release_id and p.state <> 'created')
         and not exists (select from ra.release later where later.application_no = r.application_no and later.released_at > r.released_at)
         and not ${jobFor('deliver-passcode', sql`r.release_id`)}`,
  },
]

function jobFor(name: string, key: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`exists (select from pgboss.job j where j.name = ${name} and j.singleton_key = ${key}::text and j.state::text in ('created', 'retry', 'active'))`
}

/** I35. Movements must be numbered without a gap, each must begin where the one before it ended, and the last is where the UKEY stands. */
const stockOf = async (db: Db, sinceMs: number | null): Promise<readonly Violation[]> => {
  const { rows } = await sql<{ id: string }>`
    with looked as (select * from ra.ukey where changed_at >= ${new Date(sinceMs ?? 0)}),
    step as (select m.*, lag(to_account) over w as before, lag(number, 1, 0) over w as number_before
      from ra.ukey_movement m join looked using (model_id, serial_number) window w as (partition by model_id, serial_number order by number)),
    torn as (select model_id, serial_number from step where number <> number_before + 1 or before is not null and before <> from_account),
    astray as (select u.model_id, u.serial_number from looked u left join ra.ukey_movement m on m.model_id = u.model_id and m.serial_number = u.serial_number and m.number = u.movements
       where m.to_account is distinct from u.state || coalesce('/' || u.place, '') or exists (
        select from ra.ukey_movement later where later.model_id = u.model_id and later.serial_number = u.serial_number and later.number > u.movements)),
    came as (select model_id, count(*) as ukeys from ra.ukey_movement where from_account in ('supplier', 'holder') group by 1),
    there as (select model_id, count(*) as ukeys from ra.ukey group by 1)
    select model_id || ' ' || serial_number as id from torn union select model_id || ' ' || serial_number from astray
    union select coalesce(came.model_id, there.model_id) from came full join there using (model_id) where came.ukeys is distinct from there.ukeys`.execute(
    db,
  )
  return rows.map(({ id }) => ({ invariant: 'I35', id }))
}

const signedCases = async (db: Db, cases: string[]): Promise<readonly SignedCase[]> => {
  const applications = await db
    .selectFrom('ra.application')
    .select(['application_no', 'revision', 'snapshot', 'snapshot_sha256'])
    .where('application_no', 'in', cases)
    .where('state', 'in', ['approved', 'completed'])
    .execute()
  const decisions = await db
    .selectFrom('ra.decision')
    .selectAll()
    .where('application_no', 'in', cases)
    .where('decision', '=', 'approve')
    .orderBy('ordinal')
    .execute()
  const releases = await db.selectFrom('ra.release').selectAll().where('application_no', 'in', cases).execute()
  const certificates = await db
    .selectFrom('ra.passcode as p')
    .innerJoin('ra.certificate as c', 'c.passcode_id', 'p.passcode_id')
    .innerJoin('ra.certificate_der as d', (join) =>
      join.onRef('d.authority_id', '=', 'c.authority_id').onRef('d.serial_number', '=', 'c.serial_number'),
    )
    .select(['p.application_no', 'c.serial_number', 'c.spki_sha256', 'd.der'])
    .where('p.application_no', 'in', cases)
    .execute()
  return applications.map((application) => {
    const mine = (each: { application_no: string; revision: number }): boolean =>
      each.application_no === application.application_no && each.revision === application.revision
    const decision = decisions.find(mine)
    return {
      applicationNo: application.application_no,
      snapshot: application.snapshot,
      snapshotSha256: application.snapshot_sha256,
      decision:
        decision === undefined
          ? null
          : { text: decision.text, textSha256: decision.text_sha256, signature: decision.signature, certificate: decision.certificate },
      releases: releases.filter(mine).map((row) => ({
        releaseId: row.release_id,
        decisionSha256: row.decision_sha256,
        text: row.text,
        textSha256: row.text_sha256,
        signature: row.signature,
        certificate: row.certificate,
      })),
      certificates: certificates
        .filter((row) => row.application_no === application.application_no)
        .map((row) => ({ serialNumber: toHex(row.serial_number), spkiSha256: row.spki_sha256, der: row.der })),
    }
  })
}

const ordersOf = async (db: Db, cases: string[]) => {
  const { rows } = await sql<{ order_id: string; passcode_id: string; at: Date; serial_number: Uint8Array | null; der: Uint8Array | null }>`
    with ordered as (
      select detail->>'orderId' as order_id, detail->>'passcodeId' as passcode_id, occurred_at as at from ra.audit_event where application_no = any(${cases}::text[]) and type = 'passcode.redeeming'
      union all select order_id::text, passcode_id::text, coalesce(bound_at, created_at) from ra.passcode where application_no = any(${cases}::text[]) and order_id is not null)
    select distinct on (o.order_id) o.order_id, o.passcode_id, o.at, c.serial_number, d.der from ordered o left join ra.certificate c on c.passcode_id = o.passcode_id::uuid
      left join ra.certificate_der d on d.authority_id = c.authority_id and d.serial_number = c.serial_number order by o.order_id, o.at`.execute(
    db,
  )
  return rows.map((row) => ({
    orderId: row.order_id,
    passcodeId: row.passcode_id,
    orderedAtMs: row.at.getTime(),
    serialNumber: row.serial_number === null ? null : toHex(row.serial_number),
    der: row.der,
  }))
}

/** One at a time: papers are large. */
async function* papersOf(db: Db, cases: string[], uploadedSinceMs: number | null): AsyncIterable<KeptPaper> {
  const papers = await reading(() =>
    db
      .selectFrom('ra.document')
      .select('document_id')
      .where('application_no', 'in', cases)
      .where('uploaded_at', '>=', new Date(uploadedSinceMs ?? 0))
      .execute(),
  )
  for (const { document_id: documentId } of papers) {
    const row = await reading(() =>
      db
        .selectFrom('ra.document')
        .select(['sha256', 'size_bytes', 'content_sealed'])
        .where('document_id', '=', documentId)
        .executeTakeFirst(),
    )
    if (row !== undefined)
      yield { documentId, sha256: row.sha256, sizeBytes: row.size_bytes, sealed: row.content_sealed, context: documentContext(documentId) }
  }
}

const pageSize = 100
