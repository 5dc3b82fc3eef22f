/** Sessions in the database, as @fastify/session asks for them. Idle and absolute limits are reckoned here, by the hall's clock. */
import { createHash } from 'node:crypto'
import type { Clock } from '@certhall/kernel/clock'
import { type HolderSession, isInTime } from '@certhall/ra/holder/holder-session'
import type { Session } from 'fastify'

export interface SessionTimes {
  readonly idleMs: number
  readonly absoluteMs: number
}

export interface SessionRecords {
  readonly find: (sidSha256: Uint8Array) => Promise<SessionRecord | null>
  readonly save: (sidSha256: Uint8Array, row: SessionRecord) => Promise<void>
  readonly touch: (sidSha256: Uint8Array, expiresAt: Date, seenAt: Date | null) => Promise<void>
  readonly remove: (sidSha256: Uint8Array) => Promise<void>
}
export interface SessionRecord {
  readonly kind: 'hall' | 'desk'
  readonly content: Record<string, unknown>
  readonly personId: string | null
  readonly certificateSha256: string | null
  readonly source: string | null
  readonly browser: string | null
  readonly seenAt: Date | null
  readonly createdAt: Date
  readonly expiresAt: Date
}

export interface StoreScope {
  readonly kind: 'hall' | 'desk'
  readonly cookiePath: string
  readonly times: SessionTimes
  readonly records: SessionRecords
  readonly secure: boolean
  readonly clock: Clock
}

export const sessionStore = (scope: StoreScope) => ({
  get: (id: string, done: (error: unknown, session?: Session | null) => void) => void answer(done, load(scope, id)),
  set: (id: string, value: Session, done: (error?: unknown) => void) => void answer(done, store(scope, id, value)),
  destroy: (id: string, done: (error?: unknown) => void) => void answer(done, scope.records.remove(sessionDigest(scope.kind, id))),
})

/** The key of a session's row: a copy of the database logs nobody in. */
export const sessionDigest = (kind: StoreScope['kind'], id: string): Uint8Array =>
  new Uint8Array(createHash('sha256').update(`${kind}:${id}`).digest())

const touchAfterMs = 60_000

const answer = async <Result>(done: (error: unknown, result?: Result) => void, work: Promise<Result>): Promise<void> => {
  let result: Result
  try {
    result = await work
  } catch (error) {
    return done(error)
  }
  done(null, result)
}

const load = async (scope: StoreScope, id: string): Promise<Session | null> => {
  const now = scope.clock.nowMs()
  const sid = sessionDigest(scope.kind, id)
  const found = await scope.records.find(sid)
  if (found === null || found.kind !== scope.kind || found.expiresAt.getTime() <= now) return null
  const row = await withoutSpentLogin(scope, sid, found, now)
  const expiresAtMs = expiryOf(scope, now, row.createdAt.getTime())
  const isUnseen = row.seenAt !== null && now - row.seenAt.getTime() > touchAfterMs
  if (expiresAtMs - row.expiresAt.getTime() > touchAfterMs || isUnseen)
    await scope.records.touch(sid, new Date(expiresAtMs), row.seenAt === null ? null : new Date(now))
  return { ...row.content, endsAtMs: row.createdAt.getTime() + scope.times.absoluteMs, cookie: cookieOf(scope) } as Session
}

/** A login or proof that has had its time is taken out before anybody sees it; drafts and applications stay open. */
const withoutSpentLogin = async (scope: StoreScope, sid: Uint8Array, row: SessionRecord, now: number): Promise<SessionRecord> => {
  const holder = row.content['holder'] as HolderSession | undefined
  if (holder === undefined || isInTime(holder, row.seenAt?.getTime() ?? 0, now)) return row
  const { holder: _spent, ...content } = row.content
  const left = { ...row, content, ...columnsOf(undefined, now) }
  await scope.records.save(sid, left)
  return left
}

const store = async (scope: StoreScope, id: string, value: Session): Promise<void> => {
  const now = scope.clock.nowMs()
  const sid = sessionDigest(scope.kind, id)
  const found = await scope.records.find(sid)
  // Came from the store and is there no more: it was ended meanwhile, and a request on its way must not bring it back.
  if (found === null && value.endsAtMs !== undefined) return
  const holder = value.endsAtMs === undefined ? value.holder : stillThere(value.holder, found)
  const createdAt = found?.createdAt ?? new Date(now)
  const content: Record<string, unknown> =
    scope.kind === 'hall' ? { hall: value.hall, holder, certificateLogin: value.certificateLogin } : { desk: value.desk }
  const personId = scope.kind === 'desk' ? (value.desk?.personId ?? null) : null
  await scope.records.save(sid, {
    kind: scope.kind,
    content,
    personId,
    ...columnsOf(holder, now),
    createdAt,
    expiresAt: new Date(expiryOf(scope, now, createdAt.getTime())),
  })
}

/** A login comes with a new session id alone; in a known session it can only end, and whoever ended it wins. */
const stillThere = (holder: HolderSession | undefined, found: SessionRecord | null): HolderSession | undefined => {
  const stored = found?.content['holder'] as HolderSession | undefined
  if (holder === undefined || stored === undefined) return undefined
  return stored.kind === 'ended' ? stored : holder
}

const columnsOf = (
  holder: HolderSession | undefined,
  now: number,
): Pick<SessionRecord, 'certificateSha256' | 'source' | 'browser' | 'seenAt'> =>
  holder?.kind === 'certificate'
    ? { certificateSha256: holder.certificateSha256, source: holder.source, browser: holder.browser, seenAt: new Date(now) }
    : { certificateSha256: null, source: null, browser: null, seenAt: null }

const expiryOf = (scope: StoreScope, nowMs: number, createdAtMs: number): number =>
  Math.min(nowMs + scope.times.idleMs, createdAtMs + scope.times.absoluteMs)
const cookieOf = (scope: StoreScope) => ({
  originalMaxAge: null,
  path: scope.cookiePath,
  httpOnly: true,
  sameSite: 'strict' as const,
  secure: scope.secure,
})
