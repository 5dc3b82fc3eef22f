import type { ErrorCode } from '@certhall/contract/errors'
import {
  abandonRequest,
  abandonResponse,
  confirmRequest,
  issuedCertificate,
  passcodeCheck,
  passcodeView,
  redeemRequest,
} from '@certhall/contract/passcode/api'
import { parsePasscode } from '@certhall/contract/passcode/passcode-code'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import type { Actor } from '@certhall/ra/actor'
import type { Abandoned } from '@certhall/ra/passcode/abandon-redemption'
import type { Confirmation } from '@certhall/ra/passcode/confirm-installation'
import type { PasscodeCase } from '@certhall/ra/passcode/ports'
import { provePossession } from '@certhall/ra/passcode/prove-possession'
import type { Redemption, RedeemOutcome } from '@certhall/ra/passcode/redeem-passcode'
import type { FastifyRequest } from 'fastify'
import { networkOf } from '../http/actor.ts'
import type { Room } from '../http/app.ts'
import type { Limits } from '../http/limits.ts'
import type { ViewGround } from './view.ts'
import { toIssuedCertificate, toPasscodeView } from './view.ts'

export interface PasscodeRoom {
  readonly limits: Limits
  readonly check: (typed: string, actor: Actor) => Promise<PasscodeCase>
  readonly redeem: (redemption: Redemption) => Promise<RedeemOutcome>
  readonly confirm: (confirmation: Confirmation) => Promise<PasscodeCase>
  readonly abandon: (order: { passcode: string; serialNumber: string | null; actor: Actor }) => Promise<Abandoned>
  readonly ground: ViewGround
}

const open = { permission: 'public', flood: 'passcodeFlood' } as const

/** Everything here is asked with a PASSCODE in the body; there is no session. Wrong codes slow the caller down, never the code. */
export const passcodeRoutes =
  (deps: PasscodeRoom): Room =>
  async (app) => {
    app.post(
      '/passcodes/check',
      { config: open, schema: { operationId: 'checkPasscode', tags: ['passcode'], body: passcodeCheck, response: { 200: passcodeView } } },
      (request) =>
        slowed(deps.limits, request, async () => toPasscodeView(await deps.check(request.body.passcode, holderOf(request)), deps.ground)),
    )
    app.post(
      '/passcodes/redeem',
      {
        config: open,
        schema: { operationId: 'redeemPasscode', tags: ['passcode'], body: redeemRequest, response: { 200: issuedCertificate } },
      },
      (request) =>
        slowed(deps.limits, request, async () => {
          const passcode = orThrow(parsePasscode(request.body.passcode))
          const key = orThrow(await provePossession(request.body.csr))
          const { certificate } = orThrow(await deps.redeem({ passcode, key, actor: holderOf(request) }))
          return toIssuedCertificate(certificate, deps.ground)
        }),
    )
    app.post(
      '/passcodes/confirm',
      {
        config: open,
        schema: { operationId: 'confirmInstallation', tags: ['passcode'], body: confirmRequest, response: { 200: passcodeView } },
      },
      (request) =>
        slowed(deps.limits, request, async () =>
          toPasscodeView(await deps.confirm({ ...request.body, actor: holderOf(request) }), deps.ground),
        ),
    )
    app.post(
      '/passcodes/abandon',
      {
        config: open,
        schema: { operationId: 'abandonRedemption', tags: ['passcode'], body: abandonRequest, response: { 200: abandonResponse } },
      },
      (request) => slowed(deps.limits, request, () => deps.abandon({ ...request.body, actor: holderOf(request) })),
    )
  }

/** Only a wrong code counts as a try; who has the right one is never held up by others behind the same address for long. */
const slowed = async <Result>(limits: Limits, request: FastifyRequest, work: () => Promise<Result>): Promise<Result> => {
  await limits.demandFor('passcode', request)
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError && (error.code as ErrorCode) === 'auth.passcode-invalid') {
      await limits.consumeFor('passcode', request)
      await limits.consume('passcodeEverywhere', 'all')
    }
    throw error
  }
}

const holderOf = (request: FastifyRequest): Actor => ({ kind: 'holder', source: networkOf(request.ip) })
