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

/** The same from the query builder, which is asked once; what it was given as parameters is forgotten. */
export const preparedFrom = <Db extends Executor, Row>(build: (db: Db) => Compilable<Row>): Prepared<Row> => {
  let made: Prepared<Row> | undefined
  return (db, ...values) => {
    made ??= prepared<Row>(build(db as Db).compile().sql)
    return made(db, ...values)
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
