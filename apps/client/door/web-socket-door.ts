import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { clientFrameOctets, clientPath, clientSubprotocol } from '@certhall/contract/client/vocabulary'
import type { Clock } from '@certhall/kernel/clock'
import type { Log } from '@certhall/kernel/log'
import { type WebSocket, WebSocketServer } from 'ws'
import type { PeerCheck } from '../peer/peer-owner.ts'
import { isForOwnHost, onlyHeader, ownOrigin } from './address.ts'
import { type AllowanceLimits, createAllowance } from './allowance.ts'

/** What a page's messages reach. `gone` comes once. */
export interface Connection {
  readonly receive: (text: string) => void
  readonly isWorking: () => boolean
  readonly gone: () => void
}

export interface DoorLimits {
  readonly connections: number
  readonly messages: AllowanceLimits
  /** Nothing asked and nothing at work for so long: closed. */
  readonly idleMs: number
}

export interface WebSocketDoorDeps {
  readonly port: () => number
  readonly peer: PeerCheck
  readonly isAllowedOrigin: (origin: string) => boolean
  /** The page behind a bridge window, for a one-time token that only the bridge page got. */
  readonly originOfBridge: (token: string, origin: string) => string | undefined
  readonly connect: (origin: string, send: (text: string) => void) => Connection
  readonly limits: DoorLimits
  readonly clock: Clock
  readonly log: Log
}

export interface WebSocketDoor {
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  readonly close: () => void
}

/** The door for pages. Every refusal before the handshake is a bare status: a foreign page learns that a port is open. */
export const createWebSocketDoor = (deps: WebSocketDoorDeps): WebSocketDoor => {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: clientFrameOctets,
    perMessageDeflate: false,
    handleProtocols: () => clientSubprotocol,
  })
  let opening = 0
  const letIn = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    // Those still being looked at count too, or a crowd would come in at once.
    opening += 1
    const admission = await admit(deps, request, sockets.clients.size + opening).finally(() => (opening -= 1))
    if (typeof admission === 'number') return refuse(socket, admission)
    if (socket.destroyed) return
    sockets.handleUpgrade(request, socket, head, (webSocket) => serve(deps, admission.origin, webSocket))
  }
  return {
    upgrade: (request, socket, head) => {
      socket.on('error', () => socket.destroy())
      letIn(request, socket, head).catch((error: unknown) => {
        deps.log.error('handshake failed', { error })
        refuse(socket, 500)
      })
    },
    close: () => {
      for (const client of sockets.clients) client.terminate()
      sockets.close()
    },
  }
}

/** The origin that stands behind the connection, or the status of the refusal. */
const admit = async (deps: WebSocketDoorDeps, request: IncomingMessage, open: number): Promise<{ readonly origin: string } | number> => {
  if (!isForOwnHost(request, deps.port())) return 421
  const [path, query] = (request.url ?? '').split('?', 2)
  if (path !== clientPath) return 404
  const origin = originOf(deps, onlyHeader(request, 'origin'), query)
  if (origin === undefined) return 403
  if (onlyHeader(request, 'sec-websocket-protocol') !== clientSubprotocol) return 400
  const { socket } = request
  const owner = await deps.peer(
    { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 },
    { address: '127.0.0.1', port: deps.port() },
  )
  if (owner === 'other') return 403
  return open > deps.limits.connections ? 503 : { origin }
}

/** Equality with an entry of the list, octet by octet; a missing Origin, `null` and look-alikes equal none. */
const originOf = (deps: WebSocketDoorDeps, header: string | undefined, query: string | undefined): string | undefined => {
  if (header === undefined) return undefined
  if (query === undefined) return deps.isAllowedOrigin(header) ? header : undefined
  const { bridge, origin } = Object.fromEntries(new URLSearchParams(query))
  if (header !== ownOrigin(deps.port()) || bridge === undefined || origin === undefined || !deps.isAllowedOrigin(origin)) return undefined
  return deps.originOfBridge(bridge, origin)
}

const serve = (deps: WebSocketDoorDeps, origin: string, webSocket: WebSocket): void => {
  const { limits, clock } = deps
  const allows = createAllowance(limits.messages, clock)
  const connection = deps.connect(origin, (text) => {
    if (webSocket.readyState === webSocket.OPEN) webSocket.send(text)
  })
  let heardMs = clock.nowMs()
  const idle = setInterval(
    () => {
      if (!connection.isWorking() && clock.nowMs() - heardMs >= limits.idleMs) webSocket.close(1001)
    },
    Math.min(limits.idleMs, 10_000),
  )
  webSocket.on('message', (frame, isBinary) => {
    heardMs = clock.nowMs()
    if (isBinary) return webSocket.close(1003)
    if (!allows()) return endNow(webSocket, 1008)
    connection.receive((frame as Buffer).toString('utf8'))
  })
  // ws reports oversize and malformed frames here and closes by itself (1009, 1002, 1007).
  webSocket.on('error', (error) => deps.log.info('connection broke a rule', { origin, reason: error.message }))
  webSocket.once('close', () => {
    clearInterval(idle)
    connection.gone()
  })
}

/** A flood is not read to its end. */
const endNow = (webSocket: WebSocket, code: number): void => {
  webSocket.removeAllListeners('message')
  webSocket.close(code)
}

const refuse = (socket: Duplex, status: number): void => {
  socket.end(`HTTP/1.1 ${status} ${words[status] ?? 'Refused'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

const words: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  421: 'Misdirected Request',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}
