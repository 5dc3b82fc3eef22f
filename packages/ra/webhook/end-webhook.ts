import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Clock } from '@certhall/kernel/clock'
import type { Actor } from '../actor.ts'
import type { BaseTransaction, TransactionOf } from '../ports.ts'
import type { WebhookRegister } from './ports.ts'

export interface EndWebhookDeps {
  readonly clock: Clock
  readonly transaction: TransactionOf<Pick<BaseTransaction, 'audit'> & { webhooks: Pick<WebhookRegister, 'end'> }>
}

/** Nothing goes there any more, messages that wait included. */
export const endWebhook =
  (deps: EndWebhookDeps) =>
  async (webhookId: string, actor: Actor): Promise<void> =>
    deps.transaction(async ({ webhooks, audit }) => {
      if (!(await webhooks.end(webhookId, deps.clock.nowMs()))) throw new AppError<ErrorCode>('missing.webhook')
      await audit.append({ type: 'webhook.ended', actor, before: 'open', after: 'ended', detail: { webhookId } })
    })
