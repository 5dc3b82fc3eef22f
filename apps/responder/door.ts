import { createHash } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { OcspAnswer } from '@certhall/ca/ocsp/answer-request'
import type { Clock } from '@certhall/kernel/clock'
import type { Log } from '@certhall/kernel/log'

export interface PublishedFile {
  readonly bytes: Uint8Array
  readonly mediaType: string
  readonly etag: string
  readonly maxAgeSeconds: number
}

export interface DoorDeps {
  readonly answer: (request: Uint8Array, nowMs: number) => Promise<OcspAnswer>
  readonly crl: (authorityId: string) => Promise<PublishedFile | null>
  readonly authorityCertificate: (authorityId: string) => Promise<PublishedFile | null>
  readonly isReady: () => boolean
  readonly clock: Clock
  readonly log: Log
}

/** Everything the responder serves: OCSP by POST and GET (RFC 6960 appendix A, RFC 5019), lists, CA certificates. */
export const createDoor =
  (deps: DoorDeps): RequestListener =>
  (request, response) => {
    handle(deps, request, response).catch((error: unknown) => {
      deps.log.error('request failed', { error, path: (request.url ?? '').slice(0, 40) })
      if (!response.headersSent) send(response, 503, 'text/plain', notNow)
      else response.destroy()
    })
  }

const handle = async (deps: DoorDeps, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
  if (request.method === 'POST') {
    if (path !== '/ocsp' && path !== '/ocsp/') return send(response, 404, 'text/plain', nothingHere)
    const body = await readBody(request, response)
    return body === undefined ? undefined : answerOcsp(deps, body, false, response)
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, 'text/plain', notAllowed, { allow: 'GET, HEAD, POST' })
  if (path.startsWith('/ocsp/')) {
    const body = requestOfPath(path.slice('/ocsp/'.length))
    return body === undefined ? send(response, 400, 'text/plain', notARequest) : answerOcsp(deps, body, true, response)
  }
  const file = /^\/(crl|ca)\/([a-z0-9-]{1,64})\.(crl|cer)$/.exec(path)
  if (file?.[1] === 'crl' && file[3] === 'crl') return sendFile(request, response, await deps.crl(file[2] ?? ''))
  if (file?.[1] === 'ca' && file[3] === 'cer') return sendFile(request, response, await deps.authorityCertificate(file[2] ?? ''))
  if (path === '/healthz') return send(response, 200, 'text/plain', fine)
  if (path === '/readyz') return send(response, deps.isReady() ? 200 : 503, 'text/plain', deps.isReady() ? fine : notNow)
  return send(response, 404, 'text/plain', nothingHere)
}

const answerOcsp = async (deps: DoorDeps, body: Uint8Array, isGet: boolean, response: ServerResponse): Promise<void> => {
  const nowMs = deps.clock.nowMs()
  const { body: answer, cacheable } = await deps.answer(body, nowMs)
  const headers: Record<string, string> = {}
  if (isGet && cacheable !== undefined) {
    // Short on purpose: a freeze must not wait for caches to forget (RFC 5019 §6 allows anything up to nextUpdate).
    headers['cache-control'] = `max-age=${ocspMaxAgeSeconds}, public, no-transform, must-revalidate`
    headers['last-modified'] = new Date(cacheable.producedAtMs).toUTCString()
    headers['expires'] = new Date(nowMs + ocspMaxAgeSeconds * 1000).toUTCString()
    headers['etag'] = `"${createHash('sha256').update(answer).digest('hex').slice(0, 32)}"`
  } else if (isGet) {
    headers['cache-control'] = 'no-store'
  }
  send(response, 200, 'application/ocsp-response', answer, headers)
}

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

const readBody = (request: IncomingMessage, response: ServerResponse): Promise<Uint8Array | undefined> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= maximumBodyOctets) chunks.push(chunk)
      else {
        send(response, 413, 'text/plain', tooLarge, { connection: 'close' })
        request.destroy()
        resolve(undefined)
      }
    })
    request.on('error', reject)
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)))
  })

const sendFile = (request: IncomingMessage, response: ServerResponse, file: PublishedFile | null): void => {
  if (file === null) return send(response, 404, 'text/plain', nothingHere)
  const headers = { etag: file.etag, 'cache-control': `max-age=${file.maxAgeSeconds}, public, no-transform, must-revalidate` }
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304, headers).end()
    return
  }
  send(response, 200, file.mediaType, file.bytes, headers)
}

const send = (response: ServerResponse, status: number, mediaType: string, body: Uint8Array, headers: Readonly<Record<string, string>> = {}): void => {
  response.writeHead(status, { 'content-type': mediaType, 'content-length': body.length, 'x-content-type-options': 'nosniff', ...headers })
  response.end(body)
}

const maximumBodyOctets = 8_192
const ocspMaxAgeSeconds = 10
const text = (line: string): Uint8Array => Buffer.from(`${line}\n`)
const [nothingHere, notAllowed, notARequest, tooLarge, fine, notNow] = [
  text('nothing here'), text('method not allowed'), text('not an OCSP request'), text('too large'), text('ok'), text('not ready, try later'),
]
