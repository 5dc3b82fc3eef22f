import { createHash } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { CachedAnswer } from '@certhall/ca/ocsp/answer-cache'
import type { OcspAnswer } from '@certhall/ca/ocsp/answer-request'
import { AppError } from '@certhall/kernel/app-error'
import type { Clock } from '@certhall/kernel/clock'
import type { Log } from '@certhall/kernel/log'
import { ocspErrorResponse } from '@certhall/pki/ocsp/response'

export interface PublishedFile {
  readonly bytes: Uint8Array
  readonly mediaType: string
  readonly etag: string
  readonly maxAgeSeconds: number
}

export interface DoorDeps {
  readonly answer: (request: Uint8Array, nowMs: number) => OcspAnswer | Promise<OcspAnswer>
  readonly crl: (authorityId: string) => Promise<PublishedFile | null>
  readonly authorityCertificate: (authorityId: string) => Promise<PublishedFile | null>
  readonly isReady: () => boolean
  readonly clock: Clock
  readonly log: Log
}

/**
 * Everything the responder serves: OCSP by POST and GET (RFC 6960 appendix A, RFC 5019), lists, CA certificates. No promise
 * is made where an answer is at hand: with tens of thousands a second the promises would cost a fifth.
 */
export const createDoor =
  (deps: DoorDeps): RequestListener =>
  (request, response) => {
    const fail = (error: unknown): void => {
      logSparsely(deps, error, request.url ?? '')
      if (response.headersSent) response.destroy()
      else if (isBusy(error) && isOcspPath(request.url ?? '')) send(response, 200, ocspMediaType, tryLater, { 'cache-control': 'no-store' })
      else send(response, 503, 'text/plain', notNow)
    }
    attempt(() => handle(deps, request, response, fail), fail)
  }

/** A client of OCSP understands tryLater (RFC 6960 §2.3) and not HTTP's word for it. */
const isBusy = (error: unknown): boolean => error instanceof AppError && error.code.startsWith('busy.')
const isOcspPath = (url: string): boolean => url.startsWith('/ocsp')

/** One line a second at most: whoever is answered here must not be able to fill the disk. */
const logSparsely = ({ log, clock }: DoorDeps, error: unknown, url: string): void => {
  const state = failuresOf.get(log) ?? { loggedMs: Number.NEGATIVE_INFINITY, unlogged: 0 }
  const nowMs = clock.nowMs()
  if (Math.abs(nowMs - state.loggedMs) < failureEveryMs) {
    state.unlogged += 1
  } else {
    log.error('request failed', { error, path: url.slice(0, 40), unlogged: state.unlogged })
    Object.assign(state, { loggedMs: nowMs, unlogged: 0 })
  }
  failuresOf.set(log, state)
}

const failuresOf = new WeakMap<Log, { loggedMs: number; unlogged: number }>()
const failureEveryMs = 1_000

const attempt = (work: () => void | Promise<void>, fail: (error: unknown) => void): void => {
  try {
    work()?.catch(fail)
  } catch (error) {
    fail(error)
  }
}

type Fail = (error: unknown) => void

const handle = (deps: DoorDeps, request: IncomingMessage, response: ServerResponse, fail: Fail): void | Promise<void> => {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
  if (request.method === 'POST') {
    if (path !== '/ocsp' && path !== '/ocsp/') return send(response, 404, 'text/plain', nothingHere)
    return readBody(request, response, (body) => attempt(() => answerOcsp(deps, body, false, response), fail))
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return send(response, 405, 'text/plain', notAllowed, { allow: 'GET, HEAD, POST' })
  }
  if (path.startsWith('/ocsp/')) {
    const body = requestOfPath(path.slice('/ocsp/'.length))
    return body === undefined ? send(response, 400, 'text/plain', notARequest) : answerOcsp(deps, body, true, response)
  }
  return sendPublished(deps, path, request, response)
}

const sendPublished = async (deps: DoorDeps, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const file = /^\/(crl|ca)\/([a-z0-9-]{1,64})\.(crl|cer)$/.exec(path)
  if (file?.[1] === 'crl' && file[3] === 'crl') return sendFile(request, response, await deps.crl(file[2] ?? ''))
  if (file?.[1] === 'ca' && file[3] === 'cer') return sendFile(request, response, await deps.authorityCertificate(file[2] ?? ''))
  if (path === '/healthz') return send(response, 200, 'text/plain', fine)
  if (path === '/readyz') return send(response, deps.isReady() ? 200 : 503, 'text/plain', deps.isReady() ? fine : notNow)
  return send(response, 404, 'text/plain', nothingHere)
}

const answerOcsp = (deps: DoorDeps, body: Uint8Array, isGet: boolean, response: ServerResponse): void | Promise<void> => {
  const nowMs = deps.clock.nowMs()
  const answer = deps.answer(body, nowMs)
  if (!(answer instanceof Promise)) return sendOcsp(answer, isGet, nowMs, response)
  return answer.then((signed) => sendOcsp(signed, isGet, nowMs, response))
}

const sendOcsp = ({ body, cacheable }: OcspAnswer, isGet: boolean, nowMs: number, response: ServerResponse): void => {
  if (!isGet) return send(response, 200, ocspMediaType, body)
  if (cacheable === undefined) return send(response, 200, ocspMediaType, body, { 'cache-control': 'no-store' })
  // Short on purpose: a freeze must not wait for caches to forget. Never beyond nextUpdate (RFC 5019 §6.2).
  const maxAgeSeconds = Math.max(0, Math.min(ocspMaxAgeSeconds, Math.floor((cacheable.nextUpdateMs - nowMs) / 1000)))
  send(response, 200, ocspMediaType, body, {
    'cache-control': `max-age=${maxAgeSeconds}, public, no-transform, must-revalidate`,
    expires: new Date(nowMs + maxAgeSeconds * 1000).toUTCString(),
    ...lastingHeadersOf(cacheable),
  })
}

/** What does not change as long as an answer is handed out again is made once. */
const lastingHeadersOf = (answer: CachedAnswer): Readonly<Record<string, string>> => {
  const known = lastingHeaders.get(answer)
  if (known !== undefined) return known
  const headers = {
    'last-modified': new Date(answer.producedAtMs).toUTCString(),
    etag: `"${createHash('sha256').update(answer.body).digest('hex').slice(0, 32)}"`,
  }
  lastingHeaders.set(answer, headers)
  return headers
}

const lastingHeaders = new WeakMap<CachedAnswer, Readonly<Record<string, string>>>()

/** GET /ocsp/{url-encoding of base64}; slashes inside the base64 arrive both encoded and plain. */
const requestOfPath = (encoded: string): Uint8Array | undefined => {
  if (encoded.length > maximumBodyOctets * 2) return undefined
  try {
    const text = decodeURIComponent(encoded)
    return /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? new Uint8Array(Buffer.from(text, 'base64')) : undefined
  } catch {
    // Malformed percent-encoding names no request.
    return undefined
  }
}

const readBody = (request: IncomingMessage, response: ServerResponse, done: (body: Uint8Array) => void): void => {
  const chunks: Buffer[] = []
  let length = 0
  request.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length <= maximumBodyOctets) return void chunks.push(chunk)
    if (!response.headersSent) send(response, 413, 'text/plain', tooLarge, { connection: 'close' })
    request.destroy()
  })
  // The client went away in the middle: its own affair, and nothing for our log.
  request.on('error', () => response.destroy())
  request.on('end', () => {
    if (length <= maximumBodyOctets) done(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks))
  })
}

const sendFile = (request: IncomingMessage, response: ServerResponse, file: PublishedFile | null): void => {
  if (file === null) return send(response, 404, 'text/plain', nothingHere)
  const headers = { etag: file.etag, 'cache-control': `max-age=${file.maxAgeSeconds}, public, no-transform, must-revalidate` }
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304, headers).end()
    return
  }
  send(response, 200, file.mediaType, file.bytes, headers)
}

type Headers = Readonly<Record<string, string>>

const send = (response: ServerResponse, status: number, mediaType: string, body: Uint8Array, more: Headers = {}): void => {
  response.writeHead(status, { 'content-type': mediaType, 'content-length': body.length, 'x-content-type-options': 'nosniff', ...more })
  response.end(body)
}

const maximumBodyOctets = 8_192
const ocspMaxAgeSeconds = 10
const ocspMediaType = 'application/ocsp-response'
const text = (line: string): Uint8Array => Buffer.from(`${line}\n`)
const nothingHere = text('nothing here')
const notAllowed = text('method not allowed')
const notARequest = text('not an OCSP request')
const tooLarge = text('too large')
const fine = text('ok')
const notNow = text('not ready, try later')
const tryLater = ocspErrorResponse('tryLater')
