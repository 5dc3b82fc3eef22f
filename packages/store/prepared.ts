/**
 * Statements of the hot paths. The text of one never changes, so that no builder runs for it, and each connection has it
 * parsed and planned once, under a name. Lists travel as one array parameter; columns are named one by one, for an open
 * connection would refuse `*` after a migration.
 */
import { CompiledQuery, type Compilable, type Kysely, type QueryResult } from 'kysely'
import pg from 'pg'

type Executor = Pick<Kysely<unknown>, 'executeQuery'>

export type Prepared<Row> = (db: Executor, ...values: readonly unknown[]) => Promise<QueryResult<Row>>

/** `text` with $1, $2 … where the values go. */
export const prepared = <Row>(text: string): Prepared<Row> => {
  nameOf(text)
  return (db, ...values) => db.executeQuery<Row>(CompiledQuery.raw(text, [...values]))
}

/** The same from the query builder, which is asked once; `list` is the one parameter that differs from call to call. */
export const preparedForList = <Db extends Executor, Row>(
  build: (db: Db, list: readonly string[]) => Compilable<Row>,
): ((db: Db, list: readonly string[]) => Promise<QueryResult<Row>>) => {
  const place: readonly string[] = []
  let made: { readonly run: Prepared<Row>; readonly parameters: readonly unknown[] } | undefined
  return (db, list) => {
    if (made === undefined) {
      const { sql, parameters } = build(db, place).compile()
      made = { run: prepared<Row>(sql), parameters }
    }
    return made.run(db, ...made.parameters.map((value) => (value === place ? list : value)))
  }
}

const names = new Map<string, string>()

const nameOf = (text: string): void => {
  if (!names.has(text)) names.set(text, `certhall_${names.size}`)
}

/** A connection that sends prepared statements by their name; everything else as it always was. */
export class PreparingClient extends pg.Client {
  override query(...given: readonly unknown[]): never {
    const [text, values] = given
    const name = typeof text === 'string' ? names.get(text) : undefined
    const send = super.query as (...sent: readonly unknown[]) => unknown
    return send.apply(this, name === undefined ? [...given] : [{ name, text, values }]) as never
  }
}
