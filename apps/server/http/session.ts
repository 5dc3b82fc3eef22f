import { createHash } from 'node:crypto'
import session from '@fastify/session'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { toBase64Url } from '@certhall/kernel/bytes'
import type { Random } from '@certhall/kernel/random'
import type { HolderSession } from '@certhall/ra/holder/holder-session'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sessionDigest, sessionStore, type SessionTimes, type StoreScope } from './session-store.ts'

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
    /** Who has logged in with a certificate, or proven the contact of an organisation, in a session of the hall. */
    holder?: HolderSession
    /** A login by TLS on its way over the other host name: it ends in this session or nowhere. */
    certificateLogin?: { readonly state: string; readonly expiresAtMs: number }
    /** From the store, for views; never written back. */
    endsAtMs?: number
  }
}

export interface SessionScope extends StoreScope {
  readonly secret: string
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
export const renewHallSession = (request: FastifyRequest): Promise<void> => request.session.regenerate(['hall', 'holder'])

/** A login has a new id too. What somebody of another organisation had open in this browser is not carried over. */
export const enterAsHolder = async (request: FastifyRequest, holder: HolderSession, keepsHall: boolean): Promise<void> => {
  await request.session.regenerate(keepsHall ? ['hall'] : [])
  openHallSession(request)
  request.session.holder = holder
}

export const rememberDraft = (request: FastifyRequest, draftId: string): void => {
  const hall = openHallSession(request)
  if (!hall.drafts.includes(draftId)) request.session.hall = { ...hall, drafts: [...hall.drafts, draftId].slice(-kept) }
}

export const rememberApplication = (request: FastifyRequest, applicationNo: string): void => {
  const hall = openHallSession(request)
  if (!hall.applications.includes(applicationNo))
    request.session.hall = { ...hall, applications: [...hall.applications, applicationNo].slice(-kept) }
}

/** A name for this session that may leave the server: it opens nothing. */
export const sessionMark = (request: FastifyRequest): string =>
  createHash('sha256').update(`mark:${request.session.sessionId}`).digest('base64url').slice(0, 22)

/** The key of this session's row. */
export const hallSessionDigest = (request: FastifyRequest): Uint8Array => sessionDigest('hall', request.session.sessionId)

const kept = 50
