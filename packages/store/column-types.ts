/**
 * How column values reach us: int8 as a safe number, bytea as Uint8Array, date as text (a day has no time zone),
 * timestamptz as Date. The rest is the driver's.
 */
import pg from 'pg'

export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format === 'binary') return pg.types.getTypeParser(oid, 'binary')
    return parsers.get(oid) ?? pg.types.getTypeParser(oid, 'text')
  }) as pg.CustomTypesConfig['getTypeParser'],
}

const safeInteger = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError('int8 beyond the safe integers')
  return value
}

const bytes = (text: string): Uint8Array => {
  const buffer = pg.types.getTypeParser(pg.types.builtins.BYTEA, 'text')(text) as Uint8Array
  return new Uint8Array(buffer)
}

const parsers: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, safeInteger],
  [pg.types.builtins.BYTEA, bytes],
  [pg.types.builtins.DATE, (text) => text],
])
