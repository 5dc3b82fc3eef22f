/** Standard Webhooks 1.0, symmetric signatures: `whsec_` and base64 for people, the octets for HMAC-SHA-256. */
import { createHmac } from 'node:crypto'
import { toBase64, utf8 } from '@certhall/kernel/bytes'

export interface Signed {
  readonly messageId: string
  /** Of this attempt, in real time: the other side compares it with its own clock. */
  readonly sentAtMs: number
  readonly body: string
}

export const secretText = (secret: Uint8Array): string => `whsec_${toBase64(secret)}`

export const signedHeaders = (secret: Uint8Array, { messageId, sentAtMs, body }: Signed): Readonly<Record<string, string>> => {
  const timestamp = String(Math.floor(sentAtMs / 1000))
  const signature = createHmac('sha256', secret)
    .update(utf8(`${messageId}.${timestamp}.${body}`))
    .digest('base64')
  return { 'webhook-id': messageId, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}

/** The specification asks for 24 to 64 octets. */
export const secretLength = 32

export const secretContext = (webhookId: string): string => `ra.webhook:${webhookId}`
