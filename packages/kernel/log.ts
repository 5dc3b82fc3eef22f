/** Structured log: one JSON object a line. Secrets are wrapped so that no printing path can show them. */

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
export type LogFields = Readonly<Record<string, unknown>>

export interface Log {
  readonly debug: (message: string, fields?: LogFields) => void
  readonly info: (message: string, fields?: LogFields) => void
  readonly warn: (message: string, fields?: LogFields) => void
  readonly error: (message: string, fields?: LogFields) => void
}

/** A value that prints as dots wherever it is printed; `reveal` is the one, searchable way to its content. */
export class Secret<Value> {
  readonly #value: Value
  constructor(value: Value) {
    this.#value = value
  }
  reveal(): Value {
    return this.#value
  }
  toString(): string {
    return '•••'
  }
  toJSON(): string {
    return '•••'
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '•••'
  }
}

const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/**
 * A log that hands each line to `write`. Errors keep name, code and stack; their cause is followed. It never throws for
 * what it is given: a line that cannot be made must not end the work that wanted to be noted.
 */
export const jsonLog = (program: string, write: (line: string) => void, nowMs: () => number, least: LogLevel = 'info'): Log => {
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (order.indexOf(level) < order.indexOf(least)) return
      const frame = { time: new Date(nowMs()).toISOString(), level, program, message }
      // The frame twice: first for its place in the line, then so that no field takes its place.
      write(`${lineOf({ ...frame, ...fields, ...frame }) ?? lineOf({ ...frame, unprintable: Object.keys(fields) }) ?? ''}\n`)
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** Undefined for what JSON cannot hold (a circle, a toJSON that throws). */
const lineOf = (entry: object): string | undefined => {
  try {
    return JSON.stringify(entry, (_key, value: unknown) => (value instanceof Error ? plainError(value) : plainNumber(value)))
  } catch {
    return undefined
  }
}

const plainNumber = (value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value)

const plainError = (error: Error, depth = 0): Record<string, unknown> => ({
  name: error.name,
  message: error.message,
  ...('code' in error ? { code: error.code } : {}),
  stack: error.stack,
  ...(error.cause === undefined || depth === deepestCause ? {} : { cause: plainCause(error.cause, depth + 1) }),
})

const plainCause = (cause: unknown, depth: number): unknown => (cause instanceof Error ? plainError(cause, depth) : String(cause))

/** A chain of causes may be a circle. */
const deepestCause = 8
