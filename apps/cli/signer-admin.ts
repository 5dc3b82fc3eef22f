/** The signer's door for the operator: a Unix socket that only this user may open. */
import { request } from 'node:http'
import { join } from 'node:path'
import { type ClockMove, type ClockView, clockView } from '@certhall/contract/evaluation/clock'
import { type ErrorCode, isErrorCode } from '@certhall/contract/errors'
import {
  authoritiesResponse,
  type Authority,
  type DisabledPerson,
  disableResponse,
  inviteResponse,
  profilesResponse,
  type ProfileSummary,
  signerPaths,
  signerRefusal,
  type StaffListing,
  staffResponse,
} from '@certhall/contract/signer/other'
import type { LeavingReason, StaffRole } from '@certhall/contract/staff/roles'
import { AppError } from '@certhall/kernel/app-error'
import type * as z from 'zod'

export interface InviteWish {
  readonly name: string
  readonly roles: readonly StaffRole[]
  readonly personId: string | null
  readonly validHours: number
}

export interface DisableWish {
  readonly personId: string
  readonly reason: LeavingReason
  readonly isForced: boolean
}

export interface SignerAdmin {
  readonly invite: (wish: InviteWish) => Promise<z.infer<typeof inviteResponse>>
  readonly staff: () => Promise<StaffListing['people']>
  readonly disable: (wish: DisableWish) => Promise<DisabledPerson>
  readonly clock: () => Promise<ClockView>
  readonly moveClock: (move: ClockMove) => Promise<ClockView>
  readonly authorities: () => Promise<readonly Authority[]>
  readonly profiles: () => Promise<readonly ProfileSummary[]>
}

export const signerAdmin = (runDirectory: string): SignerAdmin => {
  const ask = async <Answer>(path: string, shape: z.ZodType<Answer>, body?: object): Promise<Answer> => {
    const { status, text } = await exchange(join(runDirectory, 'signer-admin.sock'), path, body)
    if (status === 200) return shape.parse(JSON.parse(text))
    const refusal = signerRefusal.safeParse(JSON.parse(text))
    const code = refusal.success && isErrorCode(refusal.data.code) ? refusal.data.code : 'internal.unexpected'
    throw new AppError<ErrorCode>(code, refusal.success && refusal.data.detail !== undefined ? { detail: refusal.data.detail } : {})
  }
  return {
    invite: (wish) => ask(signerPaths.invite, inviteResponse, wish),
    staff: async () => (await ask(signerPaths.staff, staffResponse)).people,
    disable: (wish) => ask(signerPaths.disable, disableResponse, wish),
    clock: () => ask(signerPaths.clock, clockView),
    moveClock: (move) => ask(signerPaths.moveClock, clockView, move),
    authorities: async () => (await ask(signerPaths.authorities, authoritiesResponse)).authorities,
    profiles: async () => (await ask(signerPaths.profiles, profilesResponse)).profiles,
  }
}

const exchange = (socketPath: string, path: string, body: object | undefined): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(new AppError<ErrorCode>('busy.signer', { cause }))
    const payload = body === undefined ? '' : JSON.stringify(body)
    const headers = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }
    const outgoing = request({ socketPath, path, method: body === undefined ? 'GET' : 'POST', timeout: 10_000, headers }, (incoming) => {
      let text = ''
      incoming
        .setEncoding('utf8')
        .on('data', (chunk: string) => {
          text += chunk
        })
        .on('end', () => resolve({ status: incoming.statusCode ?? 0, text }))
        .on('error', fail)
    })
    outgoing
      .on('timeout', () => outgoing.destroy(new Error('the signer is silent')))
      .on('error', fail)
      .end(payload)
  })
