import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Actor } from '../actor.ts'
import type { BaseTransaction, TransactionOf } from '../ports.ts'
import type { WebhookRegister } from './ports.ts'

export interface ResendWebhookDeps {
  readonly transaction: TransactionOf<BaseTransaction & { webhooks: Pick<WebhookRegister, 'lockMessage' | 'resend'> }>
}

/** A message that was given up is tried anew from the start, under the same webhook-id: who had it after all drops it. */
export const resendWebhook =
  (deps: ResendWebhookDeps) =>
  async (messageId: string, actor: Actor): Promise<void> =>
    deps.transaction(async ({ webhooks, jobs, audit }) => {
      const message = await webhooks.lockMessage(messageId)
      if (message === undefined) throw new AppError<ErrorCode>('missing.webhook-message')
      const { state, event, webhookId, projectId, isEnded } = message
      if (isEnded) throw new AppError<ErrorCode>('missing.webhook', { detail: { webhookId } })
      if (state !== 'failed' || !(await webhooks.resend(messageId))) throw new AppError<ErrorCode>('state.conflict', { detail: { state } })
      await jobs.send('send-webhook', { messageId }, { key: messageId })
      await audit.append({
        type: 'webhook.resent',
        actor,
        before: 'failed',
        after: 'queued',
        detail: { messageId, event, webhookId, projectId },
      })
    })
