/** Stock of UKEYs in PostgreSQL. A whole list goes in one statement; every change names the state and the movement it expects. */
import { type UkeyState, ukeyStates } from '@certhall/contract/ukey/vocabulary'
import { accountOf } from '@certhall/ra/ukey/lifecycle'
import type { ModelBalance, NewUkey, StoredUkey, UkeyAddress, UkeyFilter, UkeyMove, UkeyRepository } from '@certhall/ra/ukey/ports'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { RegistrationSchema } from './schema.ts'

type Db = Kysely<RegistrationSchema>

export const ukeyRepository = (db: Db): UkeyRepository => ({
  add: (ukeys) => add(db, ukeys),
  lock: async (modelId, serialNumbers) => {
    const rows = await db
      .selectFrom('ra.ukey')
      .selectAll()
      .where('model_id', '=', modelId)
      .where('serial_number', '=', sql<string>`any(${[...serialNumbers]})`)
      .orderBy('serial_number')
      .forUpdate()
      .execute()
    return rows.map(ukeyOf)
  },
  move: (moves) => move(db, moves),
  noteUnexpected: async ({ modelId, serialNumber }, applicationNo, atMs) => {
    await db
      .updateTable('ra.ukey')
      .set({ unexpected_application_no: applicationNo, unexpected_at: new Date(atMs) })
      .where('model_id', '=', modelId)
      .where('serial_number', '=', serialNumber)
      .execute()
  },
  find: async (filter, after, limit) => (await matching(db, filter, after).limit(limit).execute()).map(ukeyOf),
  one: async ({ modelId, serialNumber }) => {
    const found = db.selectFrom('ra.ukey').selectAll().where('model_id', '=', modelId).where('serial_number', '=', serialNumber)
    const row = await found.executeTakeFirst()
    return row === undefined ? undefined : ukeyOf(row)
  },
  movements: async ({ modelId, serialNumber }) => {
    const found = db.selectFrom('ra.ukey_movement').selectAll().where('model_id', '=', modelId).where('serial_number', '=', serialNumber)
    return (await found.orderBy('number').execute()).map((row) => ({
      number: row.number,
      from: row.from_account,
      to: row.to_account,
      personId: row.person_id,
      applicationNo: row.application_no,
      reason: row.reason,
      atMs: row.moved_at.getTime(),
    }))
  },
  balance: () => balance(db),
})

const add = async (db: Db, ukeys: readonly NewUkey[]): Promise<ReadonlySet<string>> => {
  if (ukeys.length === 0) return new Set()
  const { rows } = await sql<{ serial_number: string }>`
    with given as (
      select * from unnest(${ukeys.map((each) => each.modelId)}::text[], ${ukeys.map((each) => each.serialNumber)}::text[],
        ${ukeys.map((each) => each.source)}::text[], ${ukeys.map((each) => each.state)}::text[],
        ${ukeys.map((each) => each.applicationNo)}::text[], ${ukeys.map((each) => each.personId)}::uuid[],
        ${ukeys.map((each) => new Date(each.atMs))}::timestamptz[])
      as given (model_id, serial_number, source, state, application_no, person_id, at)),
    added as (
      insert into ra.ukey (model_id, serial_number, state, application_no, movements, changed_at)
      select model_id, serial_number, state, application_no, 1, at from given order by model_id, serial_number
      on conflict do nothing returning model_id, serial_number)
    insert into ra.ukey_movement (model_id, serial_number, number, from_account, to_account, person_id, application_no, moved_at)
      select model_id, serial_number, 1, source, state, person_id, application_no, at
        from given join added using (model_id, serial_number) returning serial_number`.execute(db)
  return new Set(rows.map((row) => row.serial_number))
}

const move = async (db: Db, moves: readonly UkeyMove[]): Promise<number> => {
  if (moves.length === 0) return 0
  const { rows } = await sql`
    with given as (
      select * from unnest(${moves.map(({ ukey }) => ukey.modelId)}::text[], ${moves.map(({ ukey }) => ukey.serialNumber)}::text[],
        ${moves.map(({ ukey }) => ukey.state)}::text[], ${moves.map(({ ukey }) => ukey.movements)}::integer[],
        ${moves.map(({ ukey }) => accountOf(ukey))}::text[], ${moves.map(({ to }) => to)}::text[],
        ${moves.map(({ place }) => place)}::text[],
        ${moves.map(({ to, place }) => accountOf({ state: to, place }))}::text[], ${moves.map((each) => each.personId)}::uuid[],
        ${moves.map((each) => each.applicationNo)}::text[], ${moves.map((each) => each.reason)}::text[],
        ${moves.map((each) => new Date(each.atMs))}::timestamptz[])
      as given (model_id, serial_number, old_state, movements, from_account, new_state, place, to_account,
        person_id, application_no, reason, at)),
    moved as (
      update ra.ukey u set state = g.new_state, place = g.place, movements = u.movements + 1, changed_at = g.at,
        application_no = coalesce(g.application_no, u.application_no), unexpected_application_no = null, unexpected_at = null
      from given g
      where u.model_id = g.model_id and u.serial_number = g.serial_number and u.state = g.old_state and u.movements = g.movements
      returning u.model_id, u.serial_number, u.movements as number)
    insert into ra.ukey_movement (model_id, serial_number, number, from_account, to_account, person_id, application_no, reason, moved_at)
      select model_id, serial_number, number, from_account, to_account, person_id, application_no, reason, at
        from given join moved using (model_id, serial_number) returning number`.execute(db)
  return rows.length
}

const matching = (db: Db, { state, modelId, serialNumber }: UkeyFilter, after: UkeyAddress | undefined) => {
  let query = db.selectFrom('ra.ukey').selectAll().orderBy('model_id').orderBy('serial_number')
  if (state !== null) query = query.where('state', '=', state)
  if (modelId !== null) query = query.where('model_id', '=', modelId)
  if (serialNumber !== null) query = query.where(sql<boolean>`starts_with(serial_number, ${serialNumber})`)
  if (after !== undefined) query = query.where(sql<boolean>`(model_id, serial_number) > (${after.modelId}, ${after.serialNumber})`)
  return query
}

const balance = async (db: Db): Promise<readonly ModelBalance[]> => {
  const counts = await db
    .selectFrom('ra.ukey')
    .select(['model_id', 'state', (count) => count.fn.countAll<number>().as('count')])
    .groupBy(['model_id', 'state'])
    .execute()
  const sources = await db
    .selectFrom('ra.ukey_movement')
    .select(['model_id', 'from_account', (count) => count.fn.countAll<number>().as('count')])
    .where('number', '=', 1)
    .groupBy(['model_id', 'from_account'])
    .execute()
  const models = [...new Set([...counts, ...sources].map((row) => row.model_id))].toSorted((one, other) => (one < other ? -1 : 1))
  return models.map((modelId) => {
    const mine = counts.filter((row) => row.model_id === modelId)
    const came = (source: string) => sources.find((row) => row.model_id === modelId && row.from_account === source)?.count ?? 0
    const states = ukeyStates.map((state) => [state, Number(mine.find((row) => row.state === state)?.count ?? 0)])
    return {
      modelId,
      states: Object.fromEntries(states) as ModelBalance['states'],
      sources: { supplier: Number(came('supplier')), holder: Number(came('holder')) },
    }
  })
}

const ukeyOf = (row: Selectable<RegistrationSchema['ra.ukey']>): StoredUkey => ({
  modelId: row.model_id,
  serialNumber: row.serial_number,
  state: row.state as UkeyState,
  place: row.place,
  applicationNo: row.application_no,
  movements: row.movements,
  changedAtMs: row.changed_at.getTime(),
  unexpected: unexpectedOf(row.unexpected_application_no, row.unexpected_at),
})

const unexpectedOf = (applicationNo: string | null, at: Date | null): StoredUkey['unexpected'] =>
  applicationNo === null || at === null ? null : { applicationNo, atMs: at.getTime() }
