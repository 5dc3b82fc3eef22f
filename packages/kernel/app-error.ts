/**
 * The one error class of the house. `code` comes from the closed union in contract/errors.ts; `detail` holds only
 * values that are safe to show; `issues` name form fields; the cause is for the log alone.
 */
export interface FieldIssue {
  /** Path of the field as the form knows it, for example `organization.uscc`. */
  readonly field: string
  readonly code: string
}

export interface AppErrorOptions {
  readonly detail?: Readonly<Record<string, string | number | boolean>>
  readonly issues?: readonly FieldIssue[]
  readonly cause?: unknown
}

export class AppError<Code extends string = string> extends Error {
  readonly code: Code
  readonly detail: Readonly<Record<string, string | number | boolean>>
  readonly issues: readonly FieldIssue[]

  constructor(code: Code, options: AppErrorOptions = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.detail = options.detail ?? {}
    this.issues = options.issues ?? []
  }
}

/** What pure code returns: allowed with a value, or refused with a code and safe facts. */
export type Decision<Value, Code extends string = string> =
  | { readonly ok: true; readonly value: Value }
  | ({ readonly ok: false; readonly code: Code } & AppErrorOptions)

export const allowed = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value })

export const refused = <Code extends string>(
  code: Code,
  options: AppErrorOptions = {},
): { readonly ok: false; readonly code: Code } & AppErrorOptions => ({ ok: false, code, ...options })

/** Unwraps a decision; a refusal becomes an AppError. The only bridge from pure code to thrown errors. */
export const orThrow = <Value, Code extends string>(decision: Decision<Value, Code>): Value => {
  if (decision.ok) return decision.value
  throw new AppError(decision.code, decision)
}
