import { type ErrorCode, isErrorCode, type Problem } from '@certhall/contract/errors'
import { AppError, type FieldIssue } from '@certhall/kernel/app-error'

/** What a page shows of a failure, whatever its source. `unreachable` is ours: no answer came at all. */
export interface ApiProblem {
  readonly code: ErrorCode | 'unreachable'
  /** 0 when no answer came. */
  readonly status: number
  readonly detail: Readonly<Record<string, string | number | boolean>>
  readonly issues: readonly { readonly field: string; readonly code: ErrorCode }[]
  readonly reference: string | null
}

/** Any thrown value as a problem; what is unknown becomes `internal.unexpected`, never silence. */
export const problemOf = (error: unknown): ApiProblem => {
  if (error instanceof AppError && isErrorCode(error.code)) {
    const { status, reference } = carried(error.cause)
    return { code: error.code, status, detail: error.detail, issues: error.issues.filter(hasKnownCode), reference }
  }
  if (isUnreachable(error)) return { code: 'unreachable', status: 0, detail: {}, issues: [], reference: null }
  return { code: 'internal.unexpected', status: 0, detail: {}, issues: [], reference: null }
}

/** `fetch` rejects with a TypeError when the network, not the server, failed; our own time limit is an abort. */
export const isUnreachable = (error: unknown): boolean =>
  error instanceof TypeError || (error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'NetworkError'))

/** Turns the body of a refused request into the house's error; a body that is no problem document stays coded by status. */
export const errorOf = (status: number, body: unknown): AppError<ErrorCode> => {
  if (isProblem(body)) {
    const { code, detail = {}, issues = [], reference } = body
    return new AppError<ErrorCode>(code, { detail, issues, cause: { status, reference } })
  }
  return new AppError<ErrorCode>(codeOfStatus(status), { cause: { status, reference: null } })
}

const codeOfStatus = (status: number): ErrorCode => {
  if (status === 404) return 'missing.page'
  if (status === 413) return 'input.payload-size'
  if (status === 429) return 'limit.requests'
  // A proxy answers 502 to 504 when our server is starting or gone.
  return status >= 502 && status <= 504 ? 'busy.database' : 'internal.unexpected'
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string' && isErrorCode(body.code)

const hasKnownCode = (issue: FieldIssue): issue is FieldIssue & { readonly code: ErrorCode } => isErrorCode(issue.code)

const carried = (cause: unknown): { status: number; reference: string | null } =>
  typeof cause === 'object' && cause !== null && 'status' in cause && 'reference' in cause
    ? { status: Number(cause.status), reference: typeof cause.reference === 'string' ? cause.reference : null }
    : { status: 0, reference: null }
