import type { Server as TlsServer } from 'node:https'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import type { ErrorCode } from '@certhall/contract/errors'
import { type Decision, orThrow } from '@certhall/kernel/app-error'
import type { Clock } from '@certhall/kernel/clock'
import type { Log } from '@certhall/kernel/log'
import type { Random } from '@certhall/kernel/random'
import type { StaffActor } from '@certhall/ra/actor'
import type { HolderAccess } from '@certhall/ra/holder/access'
import type { HolderSession } from '@certhall/ra/holder/holder-session'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { type FastifyPluginAsyncZod, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { Registry } from 'prom-client'
import * as z from 'zod'
import { type HealthChecks, registerHealth } from './health.ts'
import type { Limits } from './limits.ts'
import { networkOf } from './actor.ts'
import { createMetrics } from './metrics.ts'
import { problemResponses, registerOpenApi } from './openapi.ts'
import { refuseForeignHosts, refuseForeignOrigins } from './origin.ts'
import { checkPermissions, demandPermissions } from './permission.ts'
import { installProblems, problemShape } from './problem.ts'
import { registerResponderProxy } from './responder-proxy.ts'
import { deskTimes, hallTimes, registerSession } from './session.ts'
import type { SessionRecords } from './session-store.ts'
import { registerPortal } from './static-portal.ts'
import { parseStrictJson } from './strict-json.ts'

/** A topic's routes. Addresses are relative to the scope: /api/v1 in open and hall, /api/v1/desk at the desk. */
export type Room = FastifyPluginAsyncZod

export interface Rooms {
  /** No session: public lists and whatever is asked with a PASSCODE. */
  readonly open: readonly Room[]
  /** The applicant's session, cookie certhall_hall. */
  readonly hall: readonly Room[]
  /** The staff's session, cookie certhall_desk, only below /api/v1/desk. */
  readonly desk: readonly Room[]
}

export interface Frame {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly limits: Limits
  readonly sessions: SessionRecords
  readonly sessionSecret: string
  readonly publicUrl: string
  /** Ports on the visitor’s own computer that pages may connect to: the client’s. */
  readonly clientPorts: readonly number[]
  /** Directory of the built portal. */
  readonly portalDirectory: string
  /** Address of the responder, or null where nothing is forwarded (tests, generated documents). */
  readonly responderUrl: string | null
  readonly tls: { readonly cert: string; readonly key: string } | null
  readonly trustProxy: boolean
  readonly health: HealthChecks
  /** Adds figures of its own to /metrics. */
  readonly measure?: (registry: Registry) => void
  /** Reads person and roles of a desk session from the database, at every request; null ends the session. */
  readonly staffOf: (personId: string, certificateSha256: string, source: string) => Promise<StaffActor | null>
  /** Reads the certificate of a holder's login from the database, at every request; a refusal ends the login. */
  readonly holderOf: (session: HolderSession, source: string) => Promise<Decision<HolderAccess, ErrorCode>>
}

export const buildApp = async (frame: Frame, rooms: Rooms): Promise<FastifyInstance> => {
  const app = createFastify(frame)
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.removeAllContentTypeParsers()
  installProblems(app, frame)
  const metrics = createMetrics()
  metrics.install(app)
  frame.measure?.(metrics.registry)
  app.decorateRequest('staff', null)
  app.decorateRequest('holder', null)
  await sendSecurityHeaders(app, frame)
  await registerOpenApi(app)
  await app.register(cookie)
  registerHealth(app, frame.health, metrics)
  if (frame.responderUrl !== null) await registerResponderProxy(app, frame.responderUrl)
  await app.register(async (api) => registerApi(api, frame, rooms), { prefix: '/api/v1' })
  await registerPortal(app, frame.portalDirectory)
  return app
}

/** The API refuses foreign origins, floods and undeclared permissions before any room is entered. */
const registerApi = async (api: FastifyInstance, frame: Frame, rooms: Rooms): Promise<void> => {
  installJsonParser(api)
  demandPermissions(api)
  describeProblems(api)
  refuseForeignHosts(api, frame.publicUrl)
  refuseForeignOrigins(api, new URL(frame.publicUrl).origin)
  api.addHook('onRequest', (request) => frame.limits.consume(request.routeOptions.config.flood ?? 'everything', networkOf(request.ip)))
  api.addHook('onSend', async (_request, reply) => {
    // The hall's time, not the system's: pages reckon what is left of anything by it.
    void reply.header('Date', new Date(frame.clock.nowMs()).toUTCString())
    if (reply.getHeader('Cache-Control') === undefined) void reply.header('Cache-Control', 'no-store')
  })
  await api.register(multipart, {
    limits: { files: 1, fields: 5, fieldSize: 1_000, parts: 6, headerPairs: 50, fileSize: documentLimitBytes },
    throwFileSizeLimit: false,
  })
  api.route({
    method: 'GET',
    url: '/openapi.json',
    config: { permission: 'public' },
    schema: { operationId: 'getOpenApi', hide: true, response: { 200: z.looseObject({}) } },
    handler: async (_request, reply) => reply.header('Cache-Control', 'no-cache').send(documentOf(api)),
  })
  await api.register(async (scope) => {
    checkPermissions(scope)
    for (const room of rooms.open) await scope.register(room)
  })
  await api.register((scope) => registerHall(scope, frame, rooms.hall))
  await api.register((scope) => registerDesk(scope, frame, rooms.desk), { prefix: '/desk' })
}

const registerHall = async (scope: FastifyInstance, frame: Frame, rooms: readonly Room[]): Promise<void> => {
  await registerSession(scope, sessionScope(frame, 'hall'))
  scope.addHook('onRequest', async (request: FastifyRequest) => {
    const { holder } = request.session
    if (holder === undefined) return
    const access = await frame.holderOf(holder, networkOf(request.ip))
    // Drafts and applications of the session need no login: whoever asks for one of them hears of its end when they need it.
    if (!access.ok && holder.kind === 'ended' && request.routeOptions.config.permission === 'applicant') return
    // The login ends and this request says so.
    if (!access.ok) delete request.session.holder
    request.holder = orThrow(access)
  })
  checkPermissions(scope)
  for (const room of rooms) await scope.register(room)
}

const registerDesk = async (scope: FastifyInstance, frame: Frame, rooms: readonly Room[]): Promise<void> => {
  await registerSession(scope, sessionScope(frame, 'desk'))
  scope.addHook('onRequest', async (request: FastifyRequest) => {
    const { desk } = request.session
    if (desk === undefined) return
    request.staff = await frame.staffOf(desk.personId, desk.certificateSha256, networkOf(request.ip))
    if (request.staff === null) await request.session.destroy()
  })
  checkPermissions(scope)
  for (const room of rooms) await scope.register(room)
}

const sessionScope = (frame: Frame, kind: 'hall' | 'desk') => ({
  kind,
  cookiePath: kind === 'desk' ? '/api/v1/desk' : '/',
  times: kind === 'desk' ? deskTimes : hallTimes,
  records: frame.sessions,
  secret: frame.sessionSecret,
  secure: frame.publicUrl.startsWith('https:'),
  clock: frame.clock,
  random: frame.random,
})

export const documentLimitBytes = 10 * 1024 * 1024
const bodyLimitBytes = 256 * 1024

const createFastify = (frame: Frame): FastifyInstance => {
  const options = {
    logger: false,
    bodyLimit: bodyLimitBytes,
    trustProxy: frame.trustProxy ? 'loopback' : false,
    routerOptions: { maxParamLength: 4_000 },
    requestTimeout: 60_000,
    return503OnClosing: true,
    forceCloseConnections: 'idle' as const,
  }
  if (frame.tls === null) return Fastify(options)
  const secure = Fastify<TlsServer>({ ...options, https: { cert: frame.tls.cert, key: frame.tls.key, minVersion: 'TLSv1.2' } })
  return secure as unknown as FastifyInstance
}

const installJsonParser = (api: FastifyInstance): void => {
  api.addContentTypeParser('application/json', { parseAs: 'string' }, async (_request: FastifyRequest, body: string | Buffer) =>
    parseStrictJson(String(body)),
  )
}

/**
 * The plugin would write its policies anew for every request; ours are the same in every answer, so they are taken from one
 * and sent with all.
 */
const sendSecurityHeaders = async (app: FastifyInstance, frame: Frame): Promise<void> => {
  const probe = Fastify()
  await probe.register(helmet, securityHeaders(frame))
  probe.get('/', () => '')
  const { headers } = await probe.inject('/')
  await probe.close()
  const ours = Object.entries(headers).filter(([name]) => !ofEveryAnswer.has(name))
  app.addHook('onRequest', (_request, reply, done) => {
    for (const [name, value] of ours) reply.raw.setHeader(name, value ?? '')
    done()
  })
}

/** What Fastify says of its own accord. */
const ofEveryAnswer: ReadonlySet<string> = new Set(['content-type', 'content-length', 'date', 'connection'])

/** Scripts, styles and pictures come from here alone; PDF and picture previews are blobs of this page. */
const securityHeaders = ({ publicUrl, clientPorts }: Pick<Frame, 'publicUrl' | 'clientPorts'>) => ({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      workerSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'", ...clientPorts.map((port) => `ws://127.0.0.1:${port}`)],
      frameSrc: ["'self'", 'blob:'],
      objectSrc: ["'none'"],
      manifestSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  crossOriginEmbedderPolicy: false,
  // Not `same-origin`: the bridge window of the client must still know the page that opened it.
  crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' as const },
  referrerPolicy: { policy: 'no-referrer' as const },
  strictTransportSecurity: publicUrl.startsWith('https:') ? { maxAge: 31_536_000, includeSubDomains: false } : false,
  xFrameOptions: { action: 'deny' as const },
})

/** Names the problem document as an answer of every described route. */
const describeProblems = (api: FastifyInstance): void => {
  api.addHook('onRoute', (route) => {
    if (route.schema?.response === undefined) return
    const problem = { description: 'Refused; see code.', content: { 'application/problem+json': { schema: problemShape } } }
    route.schema.response = {
      ...(route.schema.response as object),
      ...Object.fromEntries(problemResponses.map((status) => [status, problem])),
    }
  })
}

const documents = new WeakMap<FastifyInstance, Record<string, unknown>>()
const documentOf = (api: FastifyInstance): Record<string, unknown> => {
  const known = documents.get(api)
  if (known !== undefined) return known
  const made = api.swagger() as unknown as Record<string, unknown>
  documents.set(api, made)
  return made
}
