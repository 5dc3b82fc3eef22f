/** The client without its drivers and files: every room put together. wire.ts hands in what touches the machine. */
import { createServer } from 'node:http'
import type { Clock } from '@certhall/kernel/clock'
import type { Log } from '@certhall/kernel/log'
import type { Random } from '@certhall/kernel/random'
import type { VerifySignature } from '@certhall/pki/key/public-key'
import type { Authorities } from './authority/authorities.ts'
import { createBridge } from './bridge/bridge.ts'
import { createConsentOffice } from './consent/conversation.ts'
import { createHttpDoor } from './door/http-door.ts'
import { listenOnFirstFree } from './door/listen.ts'
import { createWebSocketDoor, type DoorLimits } from './door/web-socket-door.ts'
import type { Installation } from './installation/installation.ts'
import type { Journal } from './journal/journal.ts'
import { cautiousTokens } from './operation/cautious-tokens.ts'
import { type ConnectionDeps, serveConnection } from './operation/connection.ts'
import type { EnrolmentFile } from './operation/enrolment-file.ts'
import type { TokenModels, Tokens } from './operation/ports.ts'
import { createTurn } from './operation/turn.ts'
import type { PeerCheck } from './peer/peer-owner.ts'

export interface ClientParts {
  readonly tokens: Tokens
  readonly models: TokenModels
  readonly authorities: Authorities
  readonly enrolments: EnrolmentFile
  readonly installation: Installation
  readonly journal: Journal
  readonly verifySignature: VerifySignature
  readonly peer: PeerCheck
  readonly tellsPeers: boolean
  /** Exact, as browsers write them; nothing is added to the list while the client runs. */
  readonly allowedOrigins: readonly string[]
  readonly isEvaluation: boolean
  readonly version: string
  readonly system: string
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly limits?: Partial<ClientLimits>
}

export interface ClientLimits extends DoorLimits {
  readonly consentLifeMs: number
  readonly watchEveryMs: number
  readonly driverCallMs: number
}

const usualLimits: ClientLimits = Object.freeze({
  connections: 8,
  messages: { most: 40, everyMs: 100 },
  idleMs: 600_000,
  consentLifeMs: 120_000,
  watchEveryMs: 2_000,
  driverCallMs: 150_000,
})

export interface Client {
  /** Takes the first free port of the list and gives it. */
  readonly listen: (ports: readonly number[]) => Promise<number>
  readonly close: () => Promise<void>
}

export const createClient = (parts: ClientParts): Client => {
  const { clock, random, log, peer, allowedOrigins } = parts
  const limits = { ...usualLimits, ...parts.limits }
  let listening = 0
  const port = (): number => listening
  const consents = createConsentOffice({ clock, random, port, phrase: parts.installation.phrase, lifeMs: limits.consentLifeMs })
  const bridge = createBridge({ clock, random, port, allowedOrigins })
  const { version, system, isEvaluation, tellsPeers } = parts
  const deps: ConnectionDeps = {
    ...parts,
    tokens: cautiousTokens(parts.tokens, limits.driverCallMs),
    consents,
    port,
    turn: createTurn(),
    watchEveryMs: limits.watchEveryMs,
    client: { version, system, isEvaluation, tellsPeers, allowedOrigins: allowedOrigins.length },
  }
  const pages = createWebSocketDoor({
    port,
    peer,
    limits,
    clock,
    log,
    isAllowedOrigin: (origin) => allowedOrigins.includes(origin),
    originOfBridge: bridge.originOf,
    connect: (origin, send) => serveConnection(deps, origin, send),
  })
  const http = createHttpDoor({ port, peer, log, showConsent: consents.show, answerConsent: consents.answer, showBridge: bridge.show })
  const server = createServer({ maxHeaderSize: 8_192, headersTimeout: 5_000, requestTimeout: 10_000, insecureHTTPParser: false }, http)
  server.maxConnections = 64
  server.on('upgrade', pages.upgrade)
  return {
    listen: async (ports) => (listening = await listenOnFirstFree(server, ports)),
    close: () => {
      pages.close()
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
