/** The outbox in memory: a notice and the job that sends it come of one transaction. */
import { maskAddress } from '@certhall/ra/notice/mask-address'
import type { NoticeRepository } from '@certhall/ra/notice/ports'
import type { BaseTransaction, Ground } from '@certhall/ra/ports'
import { changeRow, insertRow, type MemoryTables, type NoticeRow } from './memory-tables.ts'

export const memoryNotices = ({ notices }: MemoryTables, { clock, random }: Ground, jobs: BaseTransaction['jobs']): NoticeRepository => ({
  add: async ({ kind, channel, applicationNo, language, address, parameters }) => {
    const noticeId = random.uuid()
    insertRow(notices, noticeId, {
      noticeId,
      kind,
      channel,
      applicationNo,
      language,
      address,
      maskedAddress: maskAddress(channel, address),
      parameters: { ...parameters },
      state: 'queued',
      attempts: 0,
      lastFailure: null,
      createdAtMs: clock.nowMs(),
      sentAtMs: null,
    })
    await jobs.send('send-notice', { noticeId }, { key: noticeId })
  },
  one: async (noticeId) => notices.get(noticeId),
  sent: async (noticeId, atMs) =>
    changeRow(
      notices,
      noticeId,
      isOpen,
      ({ attempts }): Partial<NoticeRow> => ({ state: 'sent', sentAtMs: atMs, lastFailure: null, attempts: attempts + 1 }),
    ),
  notSent: async (noticeId, failure, isFinal) =>
    void changeRow(
      notices,
      noticeId,
      isOpen,
      ({ attempts }): Partial<NoticeRow> => ({ state: isFinal ? 'failed' : 'retrying', lastFailure: failure, attempts: attempts + 1 }),
    ),
  ofApplications: async (applicationNos) =>
    [...notices.values()]
      .filter((row) => row.applicationNo !== null && applicationNos.includes(row.applicationNo))
      .toSorted((one, other) => one.createdAtMs - other.createdAtMs)
      .map(({ applicationNo, kind, channel, state, attempts, createdAtMs, sentAtMs }) => ({
        applicationNo: applicationNo ?? '',
        kind,
        channel,
        state,
        attempts,
        atMs: sentAtMs ?? createdAtMs,
      })),
})

const isOpen = ({ state }: NoticeRow): boolean => state === 'queued' || state === 'retrying'
