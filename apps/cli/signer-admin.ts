/** The signer's door for the operator: a Unix socket that only this user may open. */
import { request } from 'node:http'
import { join } from 'node:path'
import { type ErrorCode, isErrorCode } from '@certhall/contract/errors'
import { inviteResponse, signerPaths, signerRefusal } from '@certhall/contract/signer/other'
import { AppError } from '@certhall/kernel/app-error'
import type * as z from 'zod'

export interface InviteWish {
  readonly name: string
  readonly roles: readonly string[]
  readonly personId: string | null
  readonly validHours: number
}

export const inviteByDoor = async (runDirectory: string, wish: InviteWish): Promise<z.infer<typeof inviteResponse>> => {
  const { status, text } = await post(join(runDirectory, 'signer-admin.sock'), signerPaths.invite, wish)
  if (status === 200) return inviteResponse.parse(JSON.parse(text))
  const refusal = signerRefusal.safeParse(JSON.parse(text))
  const code = refusal.success && isErrorCode(refusal.data.code) ? refusal.data.code : 'internal.unexpected'
  throw new AppError<ErrorCode>(code, refusal.success && refusal.data.detail !== undefined ? { detail: refusal.data.detail } : {})
}

const post = (socketPath: string, path: string, body: object): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(new AppError<ErrorCode>('busy.signer', { detail: { reason: 'is the hall running?' }, cause }))
    const payload = JSON.stringify(body)
    const outgoing = request({ socketPath, path, method: 'POST', timeout: 10_000, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) } }, (incoming) => {
      let text = ''
      incoming.setEncoding('utf8').on('data', (chunk: string) => void (text += chunk)).on('end', () => resolve({ status: incoming.statusCode ?? 0, text })).on('error', fail)
    })
    outgoing.on('timeout', () => outgoing.destroy(new Error('the signer is silent'))).on('error', fail).end(payload)
  })
