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

/** A log that hands each line to `write`. Errors keep name, code and stack; their cause is followed. */
export const jsonLog = (program: string, write: (line: string) => void, nowMs: () => number, least: LogLevel = 'info'): Log => {
  const at = (level: LogLevel) => (message: string, fields: LogFields = {}) => {
    if (order.indexOf(level) < order.indexOf(least)) return
    const entry = { time: new Date(nowMs()).toISOString(), level, program, message, ...fields }
    write(`${JSON.stringify(entry, (_key, value: unknown) => (value instanceof Error ? plainError(value) : value))}\n`)
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

const plainError = (error: Error): Record<string, unknown> => ({
  name: error.name,
  message: error.message,
  ...('code' in error ? { code: error.code } : {}),
  stack: error.stack,
  ...(error.cause === undefined ? {} : { cause: error.cause instanceof Error ? plainError(error.cause) : String(error.cause) }),
})
