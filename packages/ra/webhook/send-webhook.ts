import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Clock } from '@certhall/kernel/clock'
import type { Actor } from '../actor.ts'
import type { BaseTransaction, Ground, Sealer, TransactionOf } from '../ports.ts'
import type { StoredWebhookMessage, WebhookCarrier, WebhookPost, WebhookRepository } from './ports.ts'
import { secretContext, signedHeaders } from './webhook-signature.ts'

export interface SendWebhookDeps extends Ground {
  /** The receiver judges the age of a message by real time, also while an evaluation is ahead of it. */
  readonly realClock: Clock
  readonly sealer: Sealer
  readonly carrier: WebhookCarrier
  readonly transaction: TransactionOf<BaseTransaction & { webhooks: WebhookRepository }>
}

/**
 * Posts one message, at least once: a crash between the receiver's yes and our commit posts it again, under the same
 * webhook-id. It throws for another attempt; after the last one the message has failed for good.
 */
export const sendWebhook =
  (deps: SendWebhookDeps) =>
  async (messageId: string, isLastAttempt: boolean): Promise<void> => {
    const message = await deps.transaction(({ webhooks }) => webhooks.message(messageId))
    if (message === undefined || message.state === 'sent' || message.state === 'failed') return
    if (message.webhook.endedAtMs !== null) return fail(deps, message, 'webhook-ended', true)
    const outcome = await deps.carrier.post(postOf(deps, message))
    if (outcome.isTaken) return keepSent(deps, message)
    const isGone = outcome.reason === gone
    await fail(deps, message, outcome.reason, isLastAttempt || isGone)
    if (!isGone) throw new AppError<ErrorCode>('busy.carrier', { detail: { reason: outcome.reason, messageId } })
  }

const postOf = ({ sealer, realClock }: SendWebhookDeps, { messageId, body, webhook }: StoredWebhookMessage): WebhookPost => {
  const secret = sealer.open(webhook.secretSealed, secretContext(webhook.webhookId))
  const headers = signedHeaders(secret, { messageId, sentAtMs: realClock.nowMs(), body })
  return { url: webhook.url, body, headers: { ...headers, 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Certhall' } }
}

const keepSent = (deps: SendWebhookDeps, message: StoredWebhookMessage): Promise<void> =>
  deps.transaction(async ({ webhooks, audit }) => {
    if (!(await webhooks.sent(message.messageId, deps.clock.nowMs()))) return
    await audit.append({ type: 'webhook.sent', actor: worker, before: message.state, after: 'sent', detail: factsOf(message) })
  })

const fail = (deps: SendWebhookDeps, message: StoredWebhookMessage, reason: string, isFinal: boolean): Promise<void> =>
  deps.transaction(async ({ webhooks, audit }) => {
    const isChanged = await webhooks.notSent(message.messageId, reason, isFinal)
    if (!isChanged || !isFinal) return
    await audit.append({
      type: 'webhook.failed',
      actor: worker,
      before: message.state,
      after: 'failed',
      detail: { ...factsOf(message), reason },
    })
    const { webhookId } = message.webhook
    if (reason !== gone || !(await webhooks.end(webhookId, deps.clock.nowMs()))) return
    await audit.append({ type: 'webhook.ended', actor: worker, before: 'open', after: 'ended', detail: { webhookId, reason } })
  })

const factsOf = ({ messageId, event, webhook }: StoredWebhookMessage) => ({
  messageId,
  event,
  webhookId: webhook.webhookId,
  projectId: webhook.projectId,
})

/** Standard Webhooks: whoever answers 410 wants no more of it. */
const gone = 'status-410'
const worker: Actor = { kind: 'system', name: 'webhooks' }
