import { createHmac } from 'node:crypto'
import type { Clock } from '@certhall/kernel/clock'
import type { MessageCarrier } from '@certhall/ra/notice/ports'
import { notTaken } from './carriers.ts'

export interface SmsGateway {
  readonly url: string
  readonly secret: Uint8Array
  readonly clock: Clock
  readonly timeoutMs?: number
}

/** Signed JSON POST; docs/guides/sms-gateway.md is its contract. Anything but 2xx in time counts as not taken. */
export const smsGateway = ({ url, secret, clock, timeoutMs = 10_000 }: SmsGateway): MessageCarrier => ({
  send: async (message) => {
    const body = JSON.stringify({ messageId: message.messageId, to: message.address, text: message.body })
    const timestamp = String(Math.floor(clock.nowMs() / 1000))
    const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'x-certhall-timestamp': timestamp,
      'x-certhall-signature': `sha256=${signature}`,
    }
    const response = await fetch(url, { method: 'POST', body, headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) }).catch(
      (error: unknown) => {
        throw notTaken('sms-gateway', error)
      },
    )
    await response.arrayBuffer().catch(() => undefined)
    if (!response.ok) throw notTaken(`sms-gateway-${response.status}`)
  },
})
