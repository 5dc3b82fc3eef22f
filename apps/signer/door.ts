import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { type ErrorCode, isErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Log } from '@certhall/kernel/log'
import * as z from 'zod'
import type { Route, Routes } from './routes.ts'

/** JSON over a Unix socket: 200 with the answer, else a closed code. Nothing of an error's cause passes the door. */
export const answerOver =
  (routes: Routes, log: Log): RequestListener =>
  (request, response) => {
    answer(routes, request).then(
      (body) => send(response, 200, body),
      (error: unknown) => refuse(response, error, log, request.url ?? ''),
    )
  }

const answer = async (routes: Routes, request: IncomingMessage): Promise<unknown> => {
  const route = routes.get(request.url ?? '')
  if (route === undefined || route.method !== request.method) throw new AppError<ErrorCode>('missing.page')
  return await route.answer(await readBody(request, route))
}

const readBody = async (request: IncomingMessage, { maximumOctets, method }: Route): Promise<unknown> => {
  const chunks: Buffer[] = []
  let octets = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    octets += chunk.length
    if (octets > maximumOctets) throw new AppError<ErrorCode>('input.payload-size', { detail: { maximumOctets } })
    chunks.push(chunk)
  }
  if (method === 'GET') return undefined
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch (error) {
    throw new AppError<ErrorCode>('input.malformed', { detail: { reason: 'not-json' }, cause: error })
  }
}

const refuse = (response: ServerResponse, error: unknown, log: Log, path: string): void => {
  const { code, detail } = refusalOf(error)
  if (statusOf(code) >= 500) log.error('request failed', { path, error })
  else log.info('request refused', { path, code, detail })
  send(response, statusOf(code), { code, ...(detail === undefined ? {} : { detail }) })
}

const refusalOf = (error: unknown): { readonly code: ErrorCode; readonly detail?: AppError['detail'] } => {
  if (error instanceof AppError && isErrorCode(error.code)) return { code: error.code, detail: error.detail }
  if (error instanceof z.ZodError) return { code: 'input.malformed', detail: { at: error.issues[0]?.path.join('.') ?? '' } }
  return { code: 'internal.unexpected' }
}

const statusOf = (code: ErrorCode): number => {
  const [family] = code.split('.')
  if (family === 'missing') return 404
  if (family === 'busy') return 503
  return family === 'internal' ? 500 : 422
}

const send = (response: ServerResponse, status: number, body: unknown): void => {
  const text = JSON.stringify(body)
  // What was too large is not read to its end: this connection cannot be used again.
  if (!response.req.complete) response.setHeader('connection', 'close')
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
}
