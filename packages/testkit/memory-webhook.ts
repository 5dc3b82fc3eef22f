/** Webhooks in memory: a message and the job that posts it come of one transaction. */
import type { BaseTransaction, Ground } from '@certhall/ra/ports'
import type { StoredWebhookMessage, Webhook, WebhookRegister, WebhookRepository } from '@certhall/ra/webhook/ports'
import { changeRow, insertRow, type MemoryTables, type WebhookMessageRow } from './memory-tables.ts'

export const memoryWebhooks = (tables: MemoryTables, { clock, random }: Ground, jobs: BaseTransaction['jobs']): WebhookRepository => {
  const { webhooks, webhookMessages } = tables
  return {
    tell: async (projectId, message) => {
      for (const { webhookId } of [...webhooks.values()].filter((each) => each.projectId === projectId && each.endedAtMs === null)) {
        const messageId = random.uuid()
        insertRow(webhookMessages, messageId, {
          messageId,
          webhookId,
          event: message.type,
          body: JSON.stringify(message),
          state: 'queued',
          attempts: 0,
          lastFailure: null,
          createdAtMs: clock.nowMs(),
        })
        await jobs.send('send-webhook', { messageId }, { key: messageId })
      }
    },
    message: async (messageId): Promise<StoredWebhookMessage | undefined> => {
      const row = webhookMessages.get(messageId)
      const webhook = webhooks.get(row?.webhookId ?? '')
      return row === undefined || webhook === undefined ? undefined : { ...row, webhook }
    },
    sent: async (messageId) =>
      changeRow(
        webhookMessages,
        messageId,
        isOpen,
        ({ attempts }): Partial<WebhookMessageRow> => ({ state: 'sent', lastFailure: null, attempts: attempts + 1 }),
      ),
    notSent: async (messageId, failure, isFinal) =>
      changeRow(
        webhookMessages,
        messageId,
        isOpen,
        ({ attempts }): Partial<WebhookMessageRow> => ({
          state: isFinal ? 'failed' : 'retrying',
          lastFailure: failure,
          attempts: attempts + 1,
        }),
      ),
    end: memoryWebhookRegister(tables).end,
  }
}

export const memoryWebhookRegister = ({ webhooks, webhookMessages }: MemoryTables): WebhookRegister => ({
  add: async (webhook) => insertRow(webhooks, webhook.webhookId, webhook),
  all: async () =>
    [...webhooks.values()].map(({ webhookId, projectId, url, createdAtMs, endedAtMs }) => {
      const messages = [...webhookMessages.values()].filter((each) => each.webhookId === webhookId)
      const countOf = (state: WebhookMessageRow['state']): number => messages.filter((each) => each.state === state).length
      return {
        webhookId,
        projectId,
        url,
        createdAtMs,
        endedAtMs,
        messages: { queued: countOf('queued'), retrying: countOf('retrying'), sent: countOf('sent'), failed: countOf('failed') },
        lastFailure: messages.findLast(({ lastFailure }) => lastFailure !== null)?.lastFailure ?? null,
        failed: messages
          .filter(({ state }) => state === 'failed')
          .map(({ messageId, event, createdAtMs: atMs }) => ({ messageId, event, createdAtMs: atMs }))
          .toReversed()
          .slice(0, 20),
      }
    }),
  end: async (webhookId, atMs) =>
    changeRow(
      webhooks,
      webhookId,
      ({ endedAtMs }) => endedAtMs === null,
      (): Partial<Webhook> => ({ endedAtMs: atMs }),
    ),
  lockMessage: async (messageId) => {
    const message = webhookMessages.get(messageId)
    const webhook = webhooks.get(message?.webhookId ?? '')
    if (message === undefined || webhook === undefined) return undefined
    const { state, event, webhookId } = message
    return { state, event, webhookId, projectId: webhook.projectId, isEnded: webhook.endedAtMs !== null }
  },
  resend: async (messageId) =>
    changeRow(
      webhookMessages,
      messageId,
      ({ state }) => state === 'failed',
      (): Partial<WebhookMessageRow> => ({ state: 'queued' }),
    ),
})

const isOpen = ({ state }: WebhookMessageRow): boolean => state === 'queued' || state === 'retrying'
