import type { ErrorCode } from '@certhall/contract/errors'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import type { Actor } from '../actor.ts'
import type { BaseTransaction, Ground, Sealer, TransactionOf } from '../ports.ts'
import type { ProjectRepository } from '../project/ports.ts'
import type { WebhookRegister } from './ports.ts'
import { checkWebhookUrl, type WebhookRules } from './webhook-address.ts'
import { secretContext, secretLength, secretText } from './webhook-signature.ts'

export interface AddWebhookDeps extends Ground {
  readonly sealer: Sealer
  readonly rules: WebhookRules
  readonly transaction: TransactionOf<Pick<BaseTransaction, 'audit'> & { projects: ProjectRepository; webhooks: WebhookRegister }>
}

/** `secret` is shown this once; afterwards nobody can read it out of the hall. */
export interface AddedWebhook {
  readonly webhookId: string
  readonly secret: string
}

/** From now on each event of the project's certificates goes there; what happened before does not. */
export const addWebhook =
  (deps: AddWebhookDeps) =>
  async (wish: { readonly projectId: string; readonly url: string }, actor: Actor): Promise<AddedWebhook> => {
    const url = orThrow(checkWebhookUrl(wish.url, deps.rules)).href
    const { projectId } = wish
    const webhookId = deps.random.uuid()
    const secret = deps.random.bytes(secretLength)
    await deps.transaction(async ({ projects, webhooks, audit }) => {
      if ((await projects.one(projectId)) === undefined) throw new AppError<ErrorCode>('missing.project')
      const secretSealed = deps.sealer.seal(secret, secretContext(webhookId))
      await webhooks.add({ webhookId, projectId, url, secretSealed, createdAtMs: deps.clock.nowMs(), endedAtMs: null })
      await audit.append({ type: 'webhook.added', actor, after: 'open', detail: { webhookId, projectId, host: new URL(url).host } })
    })
    return { webhookId, secret: secretText(secret) }
  }
