import type { CertificateKey } from '@certhall/contract/application/follow-up'
import { certificateKey } from '@certhall/contract/application/follow-up'
import {
  certificateDetail,
  followUpOpened,
  followUpRequest,
  freezeRequest,
  heldCertificate,
  heldCertificates,
  renewalsRequest,
  renewalsResponse,
} from '@certhall/contract/holder/api'
import type { Actor } from '@certhall/ra/actor'
import type { FollowUpWish } from '@certhall/ra/application/open-follow-up'
import type { RenewalResult, SeveralRenewals } from '@certhall/ra/application/renew-several'
import type { FreezeOrder } from '@certhall/ra/certificate/freeze-certificate'
import type { CertificateHistory, HeldCertificate } from '@certhall/ra/certificate/read-certificates'
import type { StoredCertificate } from '@certhall/ra/certificate/ports'
import type { HolderAccess } from '@certhall/ra/holder/access'
import { actorOf, holderOf } from '../http/actor.ts'
import type { Room } from '../http/app.ts'
import type { Limits } from '../http/limits.ts'
import { openHallSession, rememberApplication, rememberDraft } from '../http/session.ts'
import type { ViewGround } from '../passcode/view.ts'
import { toCertificateDetail, toHeldCertificate } from './view.ts'

export interface CertificateRoom {
  readonly limits: Limits
  readonly list: (access: HolderAccess) => Promise<readonly HeldCertificate[]>
  readonly one: (access: HolderAccess, key: CertificateKey) => Promise<CertificateHistory>
  readonly freeze: (order: FreezeOrder) => Promise<StoredCertificate>
  readonly openFollowUp: (
    access: HolderAccess,
    key: CertificateKey,
    wish: FollowUpWish,
    ownDrafts: readonly string[],
  ) => Promise<{ readonly draftId: string }>
  readonly renewSeveral: (
    access: HolderAccess,
    wish: SeveralRenewals,
    ownDrafts: readonly string[],
    actor: Actor,
  ) => Promise<readonly RenewalResult[]>
  readonly nowMs: () => number
  readonly ground: ViewGround
}

const held = { permission: 'holder' } as const
const tags = ['certificate']

/** 证书管理: what the holder has, and what can be done with it. A certificate that is not seen is missing. */
export const certificateRoutes =
  (deps: CertificateRoom): Room =>
  async (app) => {
    app.get(
      '/certificates',
      { config: held, schema: { operationId: 'listCertificates', tags, response: { 200: heldCertificates } } },
      async (request) => ({
        certificates: (await deps.list(holderOf(request))).map((each) => toHeldCertificate(each, deps.nowMs())),
      }),
    )
    app.get(
      '/certificates/:authorityId/:serialNumber',
      { config: held, schema: { operationId: 'readCertificate', tags, params: certificateKey, response: { 200: certificateDetail } } },
      async (request) => toCertificateDetail(await deps.one(holderOf(request), request.params), deps.nowMs(), deps.ground),
    )
    app.post(
      '/certificates/:authorityId/:serialNumber/freeze',
      {
        config: held,
        schema: { operationId: 'freezeCertificate', tags, params: certificateKey, body: freezeRequest, response: { 200: heldCertificate } },
      },
      async (request) => {
        const access = holderOf(request)
        // Read first: whose certificate it is decides whether there is one at all.
        const before = await deps.one(access, request.params)
        const certificate = await deps.freeze({ key: request.params, ...request.body, actor: actorOf(request) })
        // A certificate that froze itself sees nothing any more; what it is told is what it has just done.
        const isGone = before.isThis
        return toHeldCertificate(
          isGone ? { ...before, certificate, may: frozenMay(before) } : await deps.one(access, request.params),
          deps.nowMs(),
        )
      },
    )
    app.post(
      '/certificates/:authorityId/:serialNumber/follow-ups',
      {
        config: held,
        schema: { operationId: 'openFollowUp', tags, params: certificateKey, body: followUpRequest, response: { 200: followUpOpened } },
      },
      async (request) => {
        const opened = await deps.openFollowUp(holderOf(request), request.params, request.body, openHallSession(request).drafts)
        rememberDraft(request, opened.draftId)
        return opened
      },
    )
    app.post(
      '/certificates/renewals',
      { config: held, schema: { operationId: 'renewCertificates', tags, body: renewalsRequest, response: { 200: renewalsResponse } } },
      async (request) => {
        await deps.limits.consumeFor('submit', request)
        const { certificates, declaration: _declaration, ...submission } = request.body
        const results = await deps.renewSeveral(
          holderOf(request),
          { certificates, submission },
          openHallSession(request).drafts,
          actorOf(request),
        )
        for (const { draftId, applicationNo } of results) {
          if (draftId !== null) rememberDraft(request, draftId)
          if (applicationNo !== null) rememberApplication(request, applicationNo)
        }
        return { results: results.map(({ draftId: _draftId, ...result }) => result) }
      },
    )
  }

const frozenMay = ({ may }: HeldCertificate): HeldCertificate['may'] => {
  const refused = { ok: false, code: 'auth.certificate-frozen' } as const
  return Object.fromEntries(Object.keys(may).map((action) => [action, refused])) as HeldCertificate['may']
}
