import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'

/** Asks the responder as any relying party does, at the address that the server forwards to. */
export const statusService =
  (responderUrl: string, timeoutMs = 4_000) =>
  async (request: Uint8Array<ArrayBuffer>): Promise<Uint8Array> => {
    try {
      const answer = await fetch(`${responderUrl}/ocsp`, {
        method: 'POST',
        body: request,
        headers: { 'content-type': 'application/ocsp-request' },
        signal: AbortSignal.timeout(timeoutMs),
      })
      if (!answer.ok) throw new Error(`the responder answered ${answer.status}`)
      return new Uint8Array(await answer.arrayBuffer())
    } catch (cause) {
      throw new AppError<ErrorCode>('busy.responder', { cause })
    }
  }
