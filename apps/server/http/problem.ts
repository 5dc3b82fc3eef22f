import { type ErrorCode, errorCodes, isErrorCode, type Problem } from '@certhall/contract/errors'
import { AppError, type FieldIssue } from '@certhall/kernel/app-error'
import type { Log } from '@certhall/kernel/log'
import type { Random } from '@certhall/kernel/random'
import { toHex } from '@certhall/kernel/bytes'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { statusOfCode } from './status-of-code.ts'

/** RFC 9457 as the OpenAPI document shows it; every refusal of every route has this shape. */
export const problemShape = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    issues: z.array(z.strictObject({ field: z.string(), code: z.string() })).optional(),
    reference: z.string(),
  })
  .meta({ id: 'Problem' })

/** What went wrong as a coded error: nothing of an unknown error's text reaches the outside. */
export const asAppError = (error: unknown): AppError<ErrorCode> => {
  if (error instanceof AppError) return isErrorCode(error.code) ? (error as AppError<ErrorCode>) : unexpected(error)
  if (hasZodFastifySchemaValidationErrors(error))
    return new AppError<ErrorCode>('input.malformed', { issues: error.validation.flatMap(issuesOf) })
  const code = codeOf(error)
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE' || code === 'FST_REQ_FILE_TOO_LARGE') return new AppError<ErrorCode>('input.payload-size')
  if (code.startsWith('FST_ERR_CTP_') || code.startsWith('FST_ERR_VALIDATION') || error instanceof SyntaxError)
    return new AppError<ErrorCode>('input.malformed')
  // Fastify's own JSON parser and routers report the client's faults by status alone.
  const status = statusOfError(error)
  if (status === 413) return new AppError<ErrorCode>('input.payload-size')
  if (status >= 400 && status < 500) return new AppError<ErrorCode>('input.malformed')
  return unexpected(error)
}

export const problemOf = (error: AppError<ErrorCode>, reference: string): Problem => ({
  type: `urn:certhall:error:${error.code}`,
  title: errorCodes[error.code],
  status: statusOfCode[error.code],
  code: error.code,
  ...(Object.keys(error.detail).length === 0 ? {} : { detail: error.detail }),
  ...(error.issues.length === 0 ? {} : { issues: error.issues as readonly { field: string; code: ErrorCode }[] }),
  reference,
})

export const installProblems = (app: FastifyInstance, ground: { readonly log: Log; readonly random: Random }): void => {
  const send = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const refusal = asAppError(error)
    const reference = toHex(ground.random.bytes(6))
    const status = statusOfCode[refusal.code]
    const line = { reference, code: refusal.code, method: request.method, route: request.routeOptions.url ?? 'none' }
    if (status >= 500) ground.log.error('request failed', { ...line, error: refusal })
    else ground.log.debug('request refused', line)
    if (typeof refusal.detail['retryAfterSeconds'] === 'number')
      void reply.header('Retry-After', String(refusal.detail['retryAfterSeconds']))
    return reply
      .status(status)
      .type('application/problem+json')
      .serializer(JSON.stringify)
      .header('Cache-Control', 'no-store')
      .send(problemOf(refusal, reference))
  }
  app.setErrorHandler(send)
  app.setNotFoundHandler((request, reply) => send(new AppError<ErrorCode>('missing.page'), request, reply))
}

const unexpected = (cause: unknown): AppError<ErrorCode> => new AppError<ErrorCode>('internal.unexpected', { cause })

const codeOf = (error: unknown): string => (typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '')
const statusOfError = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500

/** Zod's vocabulary to ours, by field path as the form knows it. */
const issuesOf = (issue: {
  readonly instancePath: string
  readonly keyword: string
  readonly message?: string
  readonly params: unknown
}): FieldIssue[] => {
  const field = issue.instancePath.replace(/^\//, '').replaceAll('/', '.')
  const facts = (typeof issue.params === 'object' && issue.params !== null ? issue.params : {}) as Record<string, unknown>
  if (issue.keyword === 'unrecognized_keys' && Array.isArray(facts['keys']))
    return facts['keys']
      .slice(0, 20)
      .map((key) => ({ field: [field, String(key).slice(0, 80)].filter(Boolean).join('.'), code: 'input.unknown-field' }))
  return [{ field, code: codeOfIssue(issue.keyword, issue.message ?? '') }]
}

const codeOfIssue = (keyword: string, message: string): ErrorCode => {
  if (keyword === 'too_big') return 'input.too-long'
  if (keyword === 'too_small') return 'input.too-short'
  if (keyword === 'invalid_value') return 'input.unknown-choice'
  // Zod drops the value itself, so only its own sentence tells a missing field from a wrong one.
  if (keyword === 'invalid_type' && message.endsWith('received undefined')) return 'input.required'
  return 'input.malformed'
}
