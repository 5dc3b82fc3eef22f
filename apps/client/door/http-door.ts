import type { IncomingMessage, ServerResponse } from 'node:http'
import { clientBridgePath } from '@certhall/contract/client/vocabulary'
import type { Log } from '@certhall/kernel/log'
import type { PeerCheck } from '../peer/peer-owner.ts'
import { hasHeader, isForOwnHost, onlyHeader, ownOrigin } from './address.ts'
import { securityHeaders } from './security-headers.ts'

export interface Page {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly html: string
}

export interface HttpDoorDeps {
  readonly port: () => number
  readonly peer: PeerCheck
  /** The page of a one-time address, once; undefined when there is none to show. */
  readonly showConsent: (ticket: string) => Page | undefined
  /** Takes the form of the page; overwrites `body`. */
  readonly answerConsent: (ticket: string, body: Uint8Array) => Promise<Page | undefined>
  readonly showBridge: () => Page
  readonly log: Log
}

/**
 * Everything over plain HTTP: the consent page, its form, and the bridge. All else, `/` too, is 404 without a word.
 */
export const createHttpDoor =
  (deps: HttpDoorDeps) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    handle(deps, request, response).catch((error: unknown) => {
      deps.log.error('request failed', { error })
      if (response.headersSent) response.destroy()
      else refuse(response, 500)
    })
  }

const handle = async (deps: HttpDoorDeps, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  if (!isForOwnHost(request, deps.port())) return refuse(response, 421)
  if (!(await isOwnUser(deps, request))) return refuse(response, 403)
  const path = request.url ?? ''
  const ticket = /^\/consent\/([A-Za-z0-9_-]{43})$/.exec(path)?.[1]
  if (request.method === 'GET' && ticket !== undefined)
    return isPageVisit(request) ? send(response, deps.showConsent(ticket)) : refuse(response, 403)
  if (request.method === 'POST' && ticket !== undefined) return answer(deps, ticket, request, response)
  if (request.method === 'GET' && path === clientBridgePath)
    return isPageVisit(request) ? send(response, deps.showBridge()) : refuse(response, 403)
  return refuse(response, 404)
}

const isOwnUser = async ({ peer, port }: HttpDoorDeps, { socket }: IncomingMessage): Promise<boolean> =>
  (await peer({ address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 }, { address: '127.0.0.1', port: port() })) !== 'other'

/** A window or tab of a person: no frame, no prefetch, no script. Browsers that send no such headers pass. */
const isPageVisit = (request: IncomingMessage): boolean => {
  const destination = request.headers['sec-fetch-dest']
  return (destination === undefined || destination === 'document') && !hasHeader(request, 'sec-purpose') && !hasHeader(request, 'purpose')
}

const answer = async (deps: HttpDoorDeps, ticket: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const site = request.headers['sec-fetch-site']
  const isOwnForm = onlyHeader(request, 'origin') === ownOrigin(deps.port()) && (site === undefined || site === 'same-origin')
  if (!isOwnForm) return refuse(response, 403)
  if (request.headers['content-type'] !== 'application/x-www-form-urlencoded') return refuse(response, 415)
  const body = await readBody(request)
  return body === undefined ? refuse(response, 413) : send(response, await deps.answerConsent(ticket, body))
}

/** The form, in one buffer; the pieces it came in are overwritten, because a PIN is in them. */
const readBody = async (request: IncomingMessage): Promise<Uint8Array | undefined> => {
  const body = new Uint8Array(maximumFormOctets)
  let length = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    const fits = length + piece.length <= maximumFormOctets
    if (fits) body.set(piece, length)
    length += piece.length
    piece.fill(0)
    if (!fits) {
      body.fill(0)
      return undefined
    }
  }
  return body.subarray(0, length)
}

const maximumFormOctets = 4_096

const send = (response: ServerResponse, page: Page | undefined): void => {
  if (page === undefined) return refuse(response, 404)
  response.writeHead(page.status, { 'content-type': 'text/html; charset=utf-8', ...page.headers })
  response.end(page.html)
}

const refuse = (response: ServerResponse, status: number): void => {
  response.writeHead(status, { 'content-length': 0, ...securityHeaders([], 'same-origin') })
  response.end()
}
