import { createHash } from 'node:crypto'
import session from '@fastify/session'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Clock } from '@certhall/kernel/clock'
import { toBase64Url } from '@certhall/kernel/bytes'
import type { Random } from '@certhall/kernel/random'
import type { FastifyInstance, FastifyRequest, Session } from 'fastify'

/** What a hall session may open. Drafts and applications of others are answered as missing. */
export interface HallSession {
  readonly drafts: readonly string[]
  readonly applications: readonly string[]
}

/** Who is logged in at the desk; name and roles are read from the database at every request. */
export interface DeskSession {
  readonly personId: string
  readonly certificateSha256: string
}

declare module 'fastify' {
  interface Session {
    hall?: HallSession
    desk?: DeskSession
    /** From the store, for views; never written back. */
    endsAtMs?: number
  }
}

export interface SessionTimes {
  readonly idleMs: number
  readonly absoluteMs: number
}

export interface SessionRecords {
  readonly find: (sidSha256: Uint8Array) => Promise<SessionRecord | null>
  readonly save: (sidSha256: Uint8Array, row: SessionRecord) => Promise<void>
  readonly touch: (sidSha256: Uint8Array, expiresAt: Date) => Promise<void>
  readonly remove: (sidSha256: Uint8Array) => Promise<void>
}
export interface SessionRecord {
  readonly kind: 'hall' | 'desk'
  readonly content: Record<string, unknown>
  readonly personId: string | null
  readonly createdAt: Date
  readonly expiresAt: Date
}

export interface SessionScope {
  readonly kind: 'hall' | 'desk'
  readonly cookiePath: string
  readonly times: SessionTimes
  readonly records: SessionRecords
  readonly secret: string
  readonly secure: boolean
  readonly clock: Clock
  readonly random: Random
}

export const hallTimes: SessionTimes = { idleMs: 30 * 60_000, absoluteMs: 12 * 3_600_000 }
export const deskTimes: SessionTimes = { idleMs: 15 * 60_000, absoluteMs: 8 * 3_600_000 }

/** Idle and absolute limits live in the database, so the cookie itself has no date and the server's clock decides. */
export const registerSession = async (app: FastifyInstance, scope: SessionScope): Promise<void> => {
  await app.register(session, {
    secret: scope.secret,
    cookieName: `certhall_${scope.kind}`,
    cookie: { path: scope.cookiePath, httpOnly: true, sameSite: 'strict', secure: scope.secure },
    saveUninitialized: false,
    rolling: false,
    idGenerator: () => toBase64Url(scope.random.bytes(32)),
    store: sessionStore(scope),
  })
}

/** The hall session of this request; a missing one is an ended one. */
export const hallSession = (request: FastifyRequest): HallSession => {
  const { hall } = request.session
  if (hall === undefined) throw new AppError<ErrorCode>('auth.session-expired')
  return hall
}

/** Opens a session when there is none yet. */
export const openHallSession = (request: FastifyRequest): HallSession => (request.session.hall ??= { drafts: [], applications: [] })

/** A new id for a session that has just proven something: whoever knew the old one learns nothing by it. */
export const renewHallSession = (request: FastifyRequest): Promise<void> => request.session.regenerate(['hall'])

export const rememberDraft = (request: FastifyRequest, draftId: string): void => {
  const hall = openHallSession(request)
  if (!hall.drafts.includes(draftId)) request.session.hall = { ...hall, drafts: [...hall.drafts, draftId].slice(-kept) }
}

export const rememberApplication = (request: FastifyRequest, applicationNo: string): void => {
  const hall = openHallSession(request)
  if (!hall.applications.includes(applicationNo)) request.session.hall = { ...hall, applications: [...hall.applications, applicationNo].slice(-kept) }
}

/** A name for this session that may leave the server: it opens nothing. */
export const sessionMark = (request: FastifyRequest): string => createHash('sha256').update(`mark:${request.session.sessionId}`).digest('base64url').slice(0, 22)

const kept = 50
const touchAfterMs = 60_000

const sessionStore = (scope: SessionScope) => ({
  get: (id: string, done: (error: unknown, session?: Session | null) => void) => void answer(done, load(scope, id)),
  set: (id: string, value: Session, done: (error?: unknown) => void) => void answer(done, store(scope, id, value)),
  destroy: (id: string, done: (error?: unknown) => void) => void answer(done, scope.records.remove(digest(scope, id))),
})

const answer = async <Result>(done: (error: unknown, result?: Result) => void, work: Promise<Result>): Promise<void> => {
  let result: Result
  try {
    result = await work
  } catch (error) {
    return done(error)
  }
  done(null, result)
}

const load = async (scope: SessionScope, id: string): Promise<Session | null> => {
  const now = scope.clock.nowMs()
  const sid = digest(scope, id)
  const row = await scope.records.find(sid)
  if (row === null || row.kind !== scope.kind || row.expiresAt.getTime() <= now) return null
  const expiresAtMs = expiryOf(scope, now, row.createdAt.getTime())
  if (expiresAtMs - row.expiresAt.getTime() > touchAfterMs) await scope.records.touch(sid, new Date(expiresAtMs))
  return { ...row.content, endsAtMs: row.createdAt.getTime() + scope.times.absoluteMs, cookie: cookieOf(scope) } as Session
}

const store = async (scope: SessionScope, id: string, value: Session): Promise<void> => {
  const now = scope.clock.nowMs()
  const sid = digest(scope, id)
  const createdAt = (await scope.records.find(sid))?.createdAt ?? new Date(now)
  const content: Record<string, unknown> = scope.kind === 'hall' ? { hall: value.hall } : { desk: value.desk }
  const personId = scope.kind === 'desk' ? (value.desk?.personId ?? null) : null
  await scope.records.save(sid, { kind: scope.kind, content, personId, createdAt, expiresAt: new Date(expiryOf(scope, now, createdAt.getTime())) })
}

const expiryOf = (scope: SessionScope, nowMs: number, createdAtMs: number): number => Math.min(nowMs + scope.times.idleMs, createdAtMs + scope.times.absoluteMs)
const cookieOf = (scope: SessionScope) => ({ originalMaxAge: null, path: scope.cookiePath, httpOnly: true, sameSite: 'strict' as const, secure: scope.secure })
const digest = (scope: SessionScope, id: string): Uint8Array => new Uint8Array(createHash('sha256').update(`${scope.kind}:${id}`).digest())
