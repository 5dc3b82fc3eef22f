import {
  holderChallenge,
  holderLoginRequest,
  holderSession,
  holderSessions,
  holderView,
  type HolderView,
  organizationCodeCheck,
  organizationCodeRequest,
} from '@certhall/contract/holder/api'
import { parseOrganizationCode } from '@certhall/contract/organization/organization-code'
import type { Actor } from '@certhall/ra/actor'
import type { SolvedCaptcha } from '@certhall/ra/application/captcha'
import type { CertificateAccess, ContactAccess, HolderAccess } from '@certhall/ra/holder/access'
import type { MarkedSession } from '@certhall/ra/holder/end-session'
import { accessOf, type HeldCertificate, type HolderSession, loginOf } from '@certhall/ra/holder/holder-session'
import type { HolderLoginAttempt } from '@certhall/ra/holder/log-in'
import type { Asker } from '@certhall/ra/holder/prove-organization'
import type { HolderFacts } from '@certhall/ra/holder/read-holder-view'
import type { NoticeLanguage } from '@certhall/ra/notice/ports'
import type { Challenge } from '@certhall/ra/staff/log-in'
import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import { codeSentUnseen, unseen } from '../application/draft-routes.ts'
import { actorOf, certificateHolderOf, networkOf } from '../http/actor.ts'
import type { Room } from '../http/app.ts'
import { languageOf } from '../http/language.ts'
import type { Limits } from '../http/limits.ts'
import { enterAsHolder, hallSessionDigest, hallTimes, sessionMark } from '../http/session.ts'
import { browserOf } from './browser.ts'
import { toHolderView } from './view.ts'

export interface HolderRoom {
  readonly limits: Limits
  readonly challenge: () => Promise<Challenge>
  readonly logIn: (attempt: HolderLoginAttempt) => Promise<HeldCertificate>
  readonly logOut: (actor: Actor) => Promise<void>
  readonly facts: (access: HolderAccess) => Promise<HolderFacts>
  readonly sessions: (access: CertificateAccess) => Promise<readonly MarkedSession[]>
  readonly endSession: (access: CertificateAccess, mark: string, source: string) => Promise<MarkedSession>
  readonly verifyCaptcha: (text: string, mark: string) => Promise<SolvedCaptcha>
  readonly sendOrganizationCode: (code: string, captcha: SolvedCaptcha, asker: Asker, language: NoticeLanguage) => Promise<void>
  readonly proveOrganization: (claim: { readonly orgCode: string; readonly code: string }, asker: Asker) => Promise<ContactAccess>
  readonly nowMs: () => number
}

const empty = z.strictObject({})
const open = { permission: 'public' } as const
const held = { permission: 'holder' } as const
const tags = ['holder']

/** MG-1 登录: by certificate, and without it by a code to the contact on record. */
export const holderRoutes =
  (deps: HolderRoom): Room =>
  async (app) => {
    app.post(
      '/holder/login/challenge',
      { config: open, schema: { operationId: 'askHolderChallenge', tags, body: empty, response: { 200: holderChallenge } } },
      async (request) => {
        await deps.limits.consumeFor('holderChallenge', request)
        const { nonce, origin, expiresAtMs } = await deps.challenge()
        return { nonce, origin, expiresAt: new Date(expiresAtMs).toISOString() }
      },
    )
    app.post(
      '/holder/login',
      { config: open, schema: { operationId: 'logInHolder', tags, body: holderLoginRequest, response: { 200: holderView } } },
      async (request) =>
        countRefusals(deps.limits, request, async () =>
          enterWith(deps, request, await deps.logIn({ ...request.body, source: networkOf(request.ip) })),
        ),
    )
    app.get(
      '/holder/session',
      { config: open, schema: { operationId: 'readHolderSession', tags, response: { 200: holderSession } } },
      async (request) => ({
        holder: request.holder === null ? null : await viewOf(deps, request, request.holder),
      }),
    )
    app.post(
      '/holder/logout',
      { config: held, schema: { operationId: 'logOutHolder', tags, body: empty, response: { 200: empty } } },
      async (request) => {
        await deps.logOut(actorOf(request))
        await request.session.destroy()
        return {}
      },
    )
    await app.register(sessionRoutes(deps))
    await app.register(contactRoutes(deps))
  }

const sessionRoutes =
  (deps: HolderRoom): Room =>
  async (app) => {
    app.get(
      '/holder/sessions',
      { config: held, schema: { operationId: 'listHolderSessions', tags, response: { 200: holderSessions } } },
      async (request) => {
        const own = hallSessionDigest(request)
        return {
          sessions: (await deps.sessions(certificateHolderOf(request))).map(
            ({ mark, startedAtMs, lastSeenAtMs, source, browser, sidSha256 }) => ({
              mark,
              source,
              browser,
              startedAt: new Date(startedAtMs).toISOString(),
              lastSeenAt: new Date(lastSeenAtMs).toISOString(),
              isThis: Buffer.compare(sidSha256, own) === 0,
            }),
          ),
        }
      },
    )
    const params = z.strictObject({ mark: z.string().max(40) })
    app.delete(
      '/holder/sessions/:mark',
      { config: held, schema: { operationId: 'endHolderSession', tags, params, response: { 204: z.null() } } },
      async (request, reply) => {
        const ended = await deps.endSession(certificateHolderOf(request), request.params.mark, networkOf(request.ip))
        if (Buffer.compare(ended.sidSha256, hallSessionDigest(request)) === 0) await request.session.destroy()
        return reply.status(204).send(null)
      },
    )
  }

const contactRoutes =
  (deps: HolderRoom): Room =>
  async (app) => {
    app.post(
      '/holder/contact-codes',
      {
        config: open,
        schema: { operationId: 'sendOrganizationCode', tags, body: organizationCodeRequest, response: { 202: codeSentUnseen } },
      },
      async (request, reply) => {
        await deps.limits.consumeFor('organizationCode', request)
        const { code, captcha } = request.body
        const solved = await deps.verifyCaptcha(captcha, sessionMark(request))
        await consumeForOrganization(deps.limits, request, code)
        await deps.sendOrganizationCode(code, solved, askerOf(request), languageOf(request))
        return reply.status(202).send(unseen)
      },
    )
    app.post(
      '/holder/contact',
      { config: open, schema: { operationId: 'proveOrganization', tags, body: organizationCodeCheck, response: { 200: holderView } } },
      async (request) => {
        await deps.limits.consumeFor('organizationCode', request)
        const access = await deps.proveOrganization(request.body, askerOf(request))
        await enterAsHolder(request, access, mayKeepHall(request, access.orgCode))
        request.holder = access
        return viewOf(deps, request, access)
      },
    )
  }

const askerOf = (request: FastifyRequest): Asker => ({ actor: actorOf(request), session: sessionMark(request) })

/** An address hears of ten codes a day: no caller uses up all of them for an organisation that may need one tonight. */
const consumeForOrganization = async (limits: Limits, { ip }: FastifyRequest, typedCode: string): Promise<void> => {
  const parsed = parseOrganizationCode(typedCode)
  if (parsed.ok) await limits.consume('organizationCodeOf', `${networkOf(ip)} ${parsed.value.orgCode}`)
}

/** A right login costs nothing; whoever has had too many refusals waits. */
export const countRefusals = async <Result>(limits: Limits, request: FastifyRequest, work: () => Promise<Result>): Promise<Result> => {
  await limits.demandFor('holderLogin', request)
  try {
    return await work()
  } catch (error) {
    await limits.consumeFor('holderLogin', request)
    throw error
  }
}

/** From here on this session, under a new id, is the holder's. */
export const enterWith = async (
  deps: Pick<HolderRoom, 'facts' | 'nowMs'>,
  request: FastifyRequest,
  certificate: HeldCertificate,
): Promise<HolderView> => {
  const session = loginOf(
    request.session.holder,
    certificate,
    { source: networkOf(request.ip), browser: browserOf(request.headers['user-agent']) },
    deps.nowMs(),
  )
  await enterAsHolder(request, session, mayKeepHall(request, certificate.orgCode))
  request.holder = accessOf(session, certificate)
  return viewOf(deps, request, request.holder)
}

/** Drafts and applications of this browser stay, unless somebody of another organisation was logged in. */
const mayKeepHall = ({ holder }: FastifyRequest, orgCode: string): boolean => holder === null || holder.orgCode === orgCode

const viewOf = async (deps: Pick<HolderRoom, 'facts' | 'nowMs'>, request: FastifyRequest, access: HolderAccess): Promise<HolderView> => {
  const nowMs = deps.nowMs()
  // The hook has read this very session; only an ended one has no access.
  const session = request.session.holder as Exclude<HolderSession, { kind: 'ended' }>
  return toHolderView(await deps.facts(access), {
    access,
    session,
    endsAtMs: request.session.endsAtMs ?? nowMs + hallTimes.absoluteMs,
    nowMs,
  })
}
