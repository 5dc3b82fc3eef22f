/** Notices: written with the event they tell of, addresses sealed, sent by a job. */
import { fromUtf8, utf8 } from '@certhall/kernel/bytes'
import { maskEmail, maskMobile } from '@certhall/contract/contact/contact-address'
import type { Jobs } from '@certhall/ra/jobs'
import type { NoticeKind } from '@certhall/ra/notice/notice'
import type { NoticeRepository, NoticeTrace, OutgoingMessage, StoredNotice } from '@certhall/ra/notice/ports'
import type { Ground, Sealer } from '@certhall/ra/ports'
import type { Kysely } from 'kysely'
import type { RegistrationSchema } from './schema.ts'

export interface NoticeGround extends Ground {
  readonly sealer: Sealer
  readonly jobs: Jobs
}

export const noticeRepository = (db: Kysely<RegistrationSchema>, { clock, random, sealer, jobs }: NoticeGround): NoticeRepository => ({
  add: async (notice) => {
    const noticeId = random.uuid()
    await db
      .insertInto('ra.notice')
      .values({
        notice_id: noticeId,
        kind: notice.kind,
        channel: notice.channel,
        application_no: notice.applicationNo,
        language: notice.language,
        address_sealed: sealer.seal(utf8(notice.address), contextOf(noticeId)),
        masked_address: notice.channel === 'sms' ? maskMobile(notice.address) : maskEmail(notice.address),
        parameters: JSON.stringify(notice.parameters),
        state: 'queued',
        last_failure: null,
        created_at: new Date(clock.nowMs()),
        sent_at: null,
      })
      .execute()
    await jobs.send('send-notice', { noticeId }, { key: noticeId })
  },
  one: async (noticeId) => {
    const row = await db.selectFrom('ra.notice').selectAll().where('notice_id', '=', noticeId).executeTakeFirst()
    if (row === undefined) return undefined
    const notice: StoredNotice = {
      noticeId,
      kind: row.kind as NoticeKind,
      channel: row.channel as StoredNotice['channel'],
      applicationNo: row.application_no,
      language: row.language === 'en' ? 'en' : 'zh',
      address: fromUtf8(sealer.open(row.address_sealed, contextOf(noticeId))),
      maskedAddress: row.masked_address,
      parameters: row.parameters,
      state: row.state as StoredNotice['state'],
      attempts: row.attempts,
    }
    return notice
  },
  sent: async (noticeId, atMs) => {
    const { numUpdatedRows } = await db
      .updateTable('ra.notice')
      .set((set) => ({ state: 'sent', sent_at: new Date(atMs), last_failure: null, attempts: set('attempts', '+', 1) }))
      .where('notice_id', '=', noticeId)
      .where('state', 'in', ['queued', 'retrying'])
      .executeTakeFirstOrThrow()
    return numUpdatedRows === 1n
  },
  notSent: async (noticeId, failure, isFinal) => {
    await db
      .updateTable('ra.notice')
      .set((set) => ({ state: isFinal ? 'failed' : 'retrying', last_failure: failure, attempts: set('attempts', '+', 1) }))
      .where('notice_id', '=', noticeId)
      .where('state', 'in', ['queued', 'retrying'])
      .execute()
  },
  ofApplications: async (applicationNos) => {
    if (applicationNos.length === 0) return []
    const rows = await db
      .selectFrom('ra.notice')
      .select(['application_no', 'kind', 'channel', 'state', 'attempts', 'created_at', 'sent_at'])
      .where('application_no', 'in', [...applicationNos])
      .orderBy('created_at')
      .execute()
    return rows.map((row) => ({
      applicationNo: row.application_no ?? '',
      kind: row.kind,
      channel: row.channel as NoticeTrace['channel'],
      state: row.state as NoticeTrace['state'],
      attempts: row.attempts,
      atMs: (row.sent_at ?? row.created_at).getTime(),
    }))
  },
})

/** Where evaluation mode keeps outgoing messages readable. It exists in that mode alone. */
export interface OutboxSink {
  readonly put: (message: OutgoingMessage, atMs: number) => Promise<void>
  readonly newest: (limit: number) => Promise<readonly (OutgoingMessage & { readonly atMs: number })[]>
}

export const outboxSink = (db: Kysely<RegistrationSchema>): OutboxSink => ({
  put: async (message, atMs) => {
    await db
      .insertInto('ra.outbox_sink')
      .values({
        message_id: message.messageId,
        channel: message.channel,
        address: message.address,
        subject: message.subject,
        body: message.body,
        kind: message.kind,
        application_no: message.applicationNo,
        codes: [...message.codes],
        sent_at: new Date(atMs),
      })
      .onConflict((conflict) => conflict.column('message_id').doNothing())
      .execute()
  },
  newest: async (limit) => {
    const rows = await db.selectFrom('ra.outbox_sink').selectAll().orderBy('sent_at', 'desc').limit(limit).execute()
    return rows.map((row) => ({
      messageId: row.message_id,
      channel: row.channel as OutgoingMessage['channel'],
      address: row.address,
      subject: row.subject,
      body: row.body,
      kind: row.kind,
      applicationNo: row.application_no,
      codes: row.codes,
      atMs: row.sent_at.getTime(),
    }))
  },
})

const contextOf = (noticeId: string): string => `ra.notice:${noticeId}`
