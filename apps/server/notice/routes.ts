import { outboxList } from '@certhall/contract/desk/api'
import type { OutgoingMessage } from '@certhall/ra/notice/ports'
import type { Room } from '../http/app.ts'

export interface OutboxRoom {
  readonly newest: (limit: number) => Promise<readonly (OutgoingMessage & { readonly atMs: number })[]>
}

/** Registered in evaluation mode alone: in production this address does not exist. */
export const outboxRoutes =
  (deps: OutboxRoom): Room =>
  async (app) => {
    app.get(
      '/outbox',
      { config: { permission: 'public' }, schema: { operationId: 'readOutbox', tags: ['evaluation'], response: { 200: outboxList } } },
      async () => ({
        messages: (await deps.newest(shown)).map(({ messageId, channel, address, subject, body, kind, applicationNo, codes, atMs }) => ({
          messageId,
          channel,
          to: address,
          subject,
          body,
          kind,
          applicationNo,
          codes: [...codes],
          at: new Date(atMs).toISOString(),
        })),
      }),
    )
  }

const shown = 200
