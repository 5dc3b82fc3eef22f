import type { ErrorCode } from '@certhall/contract/errors'
import { tlsLoginBegun, tlsLoginFinish, tlsLoginFinished } from '@certhall/contract/holder/tls-login'
import { AppError } from '@certhall/kernel/app-error'
import type { HeldCertificate } from '@certhall/ra/holder/holder-session'
import type { BegunTlsLogin } from '@certhall/ra/holder/tls-login'
import * as z from 'zod'
import { networkOf } from '../http/actor.ts'
import type { Room } from '../http/app.ts'
import { openHallSession } from '../http/session.ts'
import { countRefusals, enterWith, type HolderRoom } from './routes.ts'

export interface TlsLoginRoom extends Pick<HolderRoom, 'limits' | 'facts' | 'nowMs'> {
  /** Address of the listener that asks for certificates; null where there is none. */
  readonly certificateLoginUrl: string | null
  readonly begin: () => Promise<BegunTlsLogin>
  readonly finish: (state: string | undefined, proof: string, source: string) => Promise<HeldCertificate>
}

const open = { permission: 'public' } as const
const tags = ['holder']
const empty = z.strictObject({})

/** The second way in: the browser itself shows the certificate, to another host name. It begins and ends in this session. */
export const tlsLoginRoutes =
  (deps: TlsLoginRoom): Room =>
  async (app) => {
    app.post(
      '/holder/tls-login',
      { config: open, schema: { operationId: 'beginTlsLogin', tags, body: empty, response: { 200: tlsLoginBegun } } },
      async (request) => {
        if (deps.certificateLoginUrl === null) throw new AppError<ErrorCode>('missing.page')
        await deps.limits.consumeFor('holderChallenge', request)
        const begun = await deps.begin()
        openHallSession(request)
        request.session.certificateLogin = begun
        return { url: `${deps.certificateLoginUrl}/login?state=${begun.state}`, expiresAt: new Date(begun.expiresAtMs).toISOString() }
      },
    )
    app.post(
      '/holder/tls-login/finish',
      { config: open, schema: { operationId: 'finishTlsLogin', tags, body: tlsLoginFinish, response: { 200: tlsLoginFinished } } },
      async (request) =>
        countRefusals(deps.limits, request, async () => {
          const state = request.session.certificateLogin?.state
          delete request.session.certificateLogin
          return enterWith(deps, request, await deps.finish(state, request.body.proof, networkOf(request.ip)))
        }),
    )
  }
