/** What became of signing orders, asked at the signer's door for the server; only its user may open it. */
import { request } from 'node:http'
import { join } from 'node:path'
import type { ErrorCode } from '@certhall/contract/errors'
import { type IssueOutcome, issueResponse } from '@certhall/contract/signer/issue'
import { signerPaths } from '@certhall/contract/signer/other'
import { AppError } from '@certhall/kernel/app-error'

export const orderStatusByDoor =
  (runDirectory: string) =>
  async (orderIds: readonly string[]): Promise<readonly IssueOutcome[]> => {
    const { status, text } = await post(join(runDirectory, 'signer-server.sock'), JSON.stringify({ orderIds }))
    if (status !== 200) throw new AppError<ErrorCode>('busy.signer', { detail: { status } })
    return issueResponse.parse(JSON.parse(text)).results
  }

const post = (socketPath: string, payload: string): Promise<{ readonly status: number; readonly text: string }> =>
  new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => reject(new AppError<ErrorCode>('busy.signer', { cause }))
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }
    const outgoing = request({ socketPath, path: signerPaths.orderStatus, method: 'POST', timeout: 30_000, headers }, (incoming) => {
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
