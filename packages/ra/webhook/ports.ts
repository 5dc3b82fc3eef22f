import type { WebhookEvent, WebhookMessage } from '@certhall/contract/webhook/webhook-message'

/** An address of a project's owner; the secret signs what goes there and lies sealed. */
export interface Webhook {
  readonly webhookId: string
  readonly projectId: string
  readonly url: string
  readonly secretSealed: Uint8Array
  readonly createdAtMs: number
  readonly endedAtMs: number | null
}

export type WebhookMessageState = 'queued' | 'retrying' | 'sent' | 'failed'

export interface StoredWebhookMessage {
  readonly messageId: string
  readonly event: WebhookEvent
  /** As it is posted, octet for octet: the signature is over it. */
  readonly body: string
  readonly state: WebhookMessageState
  readonly attempts: number
  readonly webhook: Webhook
}

export interface WebhookRepository {
  /** One message and one job for each open webhook of the project, in the transaction of the event. */
  readonly tell: (projectId: string, message: WebhookMessage) => Promise<void>
  readonly message: (messageId: string) => Promise<StoredWebhookMessage | undefined>
  /** queued or retrying → sent; false when it was over already. */
  readonly sent: (messageId: string, atMs: number) => Promise<boolean>
  /** `failure` is a code of ours, never the other side's words. False when it was over already. */
  readonly notSent: (messageId: string, failure: string, isFinal: boolean) => Promise<boolean>
  readonly end: WebhookRegister['end']
}

/** A webhook as the operator sees it. */
export interface WebhookTrace extends Omit<Webhook, 'secretSealed'> {
  readonly messages: Readonly<Record<WebhookMessageState, number>>
  /** Why the newest unsent message was not taken; null when all were. */
  readonly lastFailure: string | null
  /** The newest that were given up, at most twenty. */
  readonly failed: readonly FailedWebhookMessage[]
}

export interface FailedWebhookMessage {
  readonly messageId: string
  readonly event: WebhookEvent
  readonly createdAtMs: number
}

export interface WebhookMessageTrace {
  readonly state: WebhookMessageState
  readonly event: WebhookEvent
  readonly webhookId: string
  readonly projectId: string
  /** The webhook is: nothing goes there any more. */
  readonly isEnded: boolean
}

export interface WebhookRegister {
  readonly add: (webhook: Webhook) => Promise<void>
  /** Oldest first, ended ones too. */
  readonly all: () => Promise<readonly WebhookTrace[]>
  /** False when there is no such open webhook. */
  readonly end: (webhookId: string, atMs: number) => Promise<boolean>
  readonly lockMessage: (messageId: string) => Promise<WebhookMessageTrace | undefined>
  /** failed → queued; false when it was not so. */
  readonly resend: (messageId: string) => Promise<boolean>
}

export interface WebhookPost {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** `reason` is a code: `status-500`, `timeout`, `address-refused` … */
export type WebhookOutcome = { readonly isTaken: true } | { readonly isTaken: false; readonly reason: string }

export interface WebhookCarrier {
  /** Never throws for what the other side does. */
  readonly post: (post: WebhookPost) => Promise<WebhookOutcome>
}
