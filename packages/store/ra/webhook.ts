/** Webhooks of projects, and what is to be posted to them: written with the event, sent by a job. */
import type { WebhookEvent } from '@certhall/contract/webhook/webhook-message'
import type { Jobs } from '@certhall/ra/jobs'
import type { Ground } from '@certhall/ra/ports'
import type { Webhook, WebhookMessageState, WebhookRegister, WebhookRepository } from '@certhall/ra/webhook/ports'
import { type Kysely, type Selectable, sql } from 'kysely'
import { binary } from '../ca/binary.ts'
import type { RegistrationSchema } from './schema.ts'

export interface WebhookGround extends Ground {
  readonly jobs: Jobs
}

export const webhookRepository = (db: Kysely<RegistrationSchema>, { clock, random, jobs }: WebhookGround): WebhookRepository => ({
  tell: async (projectId, message) => {
    const open = await db
      .selectFrom('ra.webhook')
      .select('webhook_id')
      .where('project_id', '=', projectId)
      .where('ended_at', 'is', null)
      .orderBy('webhook_id')
      .execute()
    for (const { webhook_id } of open) {
      const messageId = random.uuid()
      await db
        .insertInto('ra.webhook_message')
        .values({
          message_id: messageId,
          webhook_id,
          event: message.type,
          body: JSON.stringify(message),
          state: 'queued',
          last_failure: null,
          created_at: new Date(clock.nowMs()),
          sent_at: null,
        })
        .execute()
      await jobs.send('send-webhook', { messageId }, { key: messageId })
    }
  },
  message: async (messageId) => {
    const row = await db
      .selectFrom('ra.webhook_message as m')
      .innerJoin('ra.webhook as w', 'w.webhook_id', 'm.webhook_id')
      .select([
        'm.message_id',
        'm.event',
        'm.body',
        'm.state',
        'm.attempts',
        'w.webhook_id',
        'w.project_id',
        'w.url',
        'w.secret_sealed',
        'w.created_at',
        'w.ended_at',
      ])
      .where('m.message_id', '=', messageId)
      .executeTakeFirst()
    if (row === undefined) return undefined
    const { event, body, state, attempts } = row
    return {
      messageId,
      event: event as WebhookEvent,
      body,
      state: state as WebhookMessageState,
      attempts,
      webhook: { ...webhookOf(row), secretSealed: row.secret_sealed },
    }
  },
  sent: (messageId, atMs) => leaveOpen(db, messageId, { state: 'sent', sent_at: new Date(atMs), last_failure: null }),
  notSent: (messageId, failure, isFinal) => leaveOpen(db, messageId, { state: isFinal ? 'failed' : 'retrying', last_failure: failure }),
  end: endWebhook(db),
})

export const webhookRegister = (db: Kysely<RegistrationSchema>): WebhookRegister => ({
  add: async ({ webhookId, projectId, url, secretSealed, createdAtMs }) => {
    const values = {
      webhook_id: webhookId,
      project_id: projectId,
      url,
      secret_sealed: binary(secretSealed),
      created_at: new Date(createdAtMs),
      ended_at: null,
    }
    await db.insertInto('ra.webhook').values(values).execute()
  },
  all: async () => {
    const rows = await db
      .selectFrom('ra.webhook')
      .select(['webhook_id', 'project_id', 'url', 'created_at', 'ended_at'])
      .orderBy('created_at')
      .orderBy('webhook_id')
      .execute()
    const counts = await db
      .selectFrom('ra.webhook_message')
      .select(['webhook_id', 'state', ({ fn }) => fn.countAll<string>().as('count')])
      .groupBy(['webhook_id', 'state'])
      .execute()
    const failures = await sql<{ webhook_id: string; last_failure: string }>`
      select distinct on (webhook_id) webhook_id, last_failure from ra.webhook_message where last_failure is not null order by webhook_id, created_at desc`.execute(
      db,
    )
    const failed = await sql<{ webhook_id: string; message_id: string; event: WebhookEvent; created_at: Date }>`
      select webhook_id, message_id, event, created_at from (select *, row_number() over (partition by webhook_id order by created_at desc, message_id) as place
        from ra.webhook_message where state = 'failed') as newest where place <= ${shownFailures} order by created_at desc, message_id`.execute(
      db,
    )
    const countOf = (webhookId: string, state: WebhookMessageState): number =>
      Number(counts.find((each) => each.webhook_id === webhookId && each.state === state)?.count ?? 0)
    return rows.map((row) => ({
      ...webhookOf(row),
      messages: {
        queued: countOf(row.webhook_id, 'queued'),
        retrying: countOf(row.webhook_id, 'retrying'),
        sent: countOf(row.webhook_id, 'sent'),
        failed: countOf(row.webhook_id, 'failed'),
      },
      lastFailure: failures.rows.find((each) => each.webhook_id === row.webhook_id)?.last_failure ?? null,
      failed: failed.rows
        .filter((each) => each.webhook_id === row.webhook_id)
        .map(({ message_id, event, created_at }) => ({ messageId: message_id, event, createdAtMs: created_at.getTime() })),
    }))
  },
  end: endWebhook(db),
  lockMessage: async (messageId) => {
    const row = await db
      .selectFrom('ra.webhook_message as m')
      .innerJoin('ra.webhook as w', 'w.webhook_id', 'm.webhook_id')
      .select(['m.state', 'm.event', 'm.webhook_id', 'w.project_id', 'w.ended_at'])
      .where(sql<string>`m.message_id::text`, '=', messageId)
      .forUpdate('m')
      .executeTakeFirst()
    if (row === undefined) return undefined
    return {
      state: row.state as WebhookMessageState,
      event: row.event as WebhookEvent,
      webhookId: row.webhook_id,
      projectId: row.project_id,
      isEnded: row.ended_at !== null,
    }
  },
  resend: async (messageId) => {
    const { numUpdatedRows } = await db
      .updateTable('ra.webhook_message')
      .set({ state: 'queued' })
      .where('message_id', '=', messageId)
      .where('state', '=', 'failed')
      .executeTakeFirstOrThrow()
    return numUpdatedRows === 1n
  },
})

const endWebhook =
  (db: Kysely<RegistrationSchema>): WebhookRegister['end'] =>
  async (webhookId, atMs) => {
    const ended = { ended_at: new Date(atMs) }
    const { numUpdatedRows } = await db
      .updateTable('ra.webhook')
      .set(ended)
      .where(sql<string>`webhook_id::text`, '=', webhookId)
      .where('ended_at', 'is', null)
      .executeTakeFirstOrThrow()
    return numUpdatedRows === 1n
  }

const shownFailures = 20

type Left = Partial<Pick<Selectable<RegistrationSchema['ra.webhook_message']>, 'state' | 'sent_at' | 'last_failure'>>

const leaveOpen = async (db: Kysely<RegistrationSchema>, messageId: string, left: Left): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('ra.webhook_message')
    .set((set) => ({ ...left, attempts: set('attempts', '+', 1) }))
    .where('message_id', '=', messageId)
    .where('state', 'in', ['queued', 'retrying'])
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

const webhookOf = (row: Omit<Selectable<RegistrationSchema['ra.webhook']>, 'secret_sealed'>): Omit<Webhook, 'secretSealed'> => ({
  webhookId: row.webhook_id,
  projectId: row.project_id,
  url: row.url,
  createdAtMs: row.created_at.getTime(),
  endedAtMs: row.ended_at?.getTime() ?? null,
})
