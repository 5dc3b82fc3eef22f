/** The signer, over HTTP on its Unix socket. Connections are kept; silence and refused connections become busy.signer. */
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { type ErrorCode, isErrorCode } from '@certhall/contract/errors'
import type { ClockMove, ClockView } from '@certhall/contract/evaluation/clock'
import { issueResponse } from '@certhall/contract/signer/issue'
import {
  authoritiesResponse,
  clockView,
  enrolResponse,
  invitationAnswer,
  profilesResponse,
  revokeResponse,
  signerPaths,
  signerRefusal,
} from '@certhall/contract/signer/other'
import { AppError } from '@certhall/kernel/app-error'
import type { CertificateAuthority } from '@certhall/ra/certificate/ports'
import type { StaffAuthority } from '@certhall/ra/staff/ports'
import type { ZodType } from 'zod'

export interface SignerClient extends CertificateAuthority, StaffAuthority {
  /** The signer keeps the evaluation clock. */
  readonly clock: () => Promise<ClockView>
  readonly moveClock: (move: ClockMove) => Promise<ClockView>
  readonly close: () => void
}

export const openSignerClient = (runDirectory: string, timeoutMs = 30_000): SignerClient => {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const ask = async <Answer>(path: string, shape: ZodType<Answer>, body: unknown): Promise<Answer> => {
    const { status, text } = await exchange({ agent, socketPath: join(runDirectory, 'signer-server.sock'), path, timeoutMs }, body)
    if (status !== 200) throw refusalOf(text)
    return shape.parse(JSON.parse(text))
  }
  return {
    issue: async (orders) => (await ask(signerPaths.issue, issueResponse, { orders })).results,
    orderStatus: async (orderIds) => (await ask(signerPaths.orderStatus, issueResponse, { orderIds })).results,
    revoke: (order) => ask(signerPaths.revoke, revokeResponse, order),
    authorities: async () => (await ask(signerPaths.authorities, authoritiesResponse, undefined)).authorities,
    profiles: async () => (await ask(signerPaths.profiles, profilesResponse, undefined)).profiles,
    invitation: (token) => ask(signerPaths.invitation, invitationAnswer, { token }),
    enrol: (token, csr) => ask(signerPaths.enrol, enrolResponse, { token, csr }),
    clock: () => ask(signerPaths.clock, clockView, undefined),
    moveClock: (move) => ask(signerPaths.moveClock, clockView, move),
    close: () => agent.destroy(),
  }
}

interface Exchange {
  readonly agent: Agent
  readonly socketPath: string
  readonly path: string
  readonly timeoutMs: number
}

/** A list is asked with GET, everything else is a JSON POST. */
const exchange = ({ agent, socketPath, path, timeoutMs }: Exchange, body: unknown): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(new AppError<ErrorCode>('busy.signer', { cause }))
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
    const headers = payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': payload.length }
    const outgoing = request(
      { agent, socketPath, path, method: payload === undefined ? 'GET' : 'POST', headers, timeout: timeoutMs },
      (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }))
        incoming.on('error', fail)
      },
    )
    outgoing.on('timeout', () => outgoing.destroy(new Error('the signer is silent')))
    outgoing.on('error', fail)
    outgoing.end(payload)
  })

/** A refusal keeps its code when it is one of ours; anything else is an answer we cannot read. */
const refusalOf = (text: string): AppError<ErrorCode> => {
  try {
    const { code, detail } = signerRefusal.parse(JSON.parse(text))
    if (isErrorCode(code)) return new AppError(code, detail === undefined ? {} : { detail })
  } catch {
    // Falls through: no refusal of the signer's.
  }
  return new AppError<ErrorCode>('busy.signer', { detail: { reason: 'unreadable-answer' } })
}
