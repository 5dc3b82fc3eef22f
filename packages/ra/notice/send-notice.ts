import { AppError } from '@certhall/kernel/app-error'
import type { Actor } from '../actor.ts'
import type { BaseTransaction, Ground, TransactionOf } from '../ports.ts'
import type { MessageCarrier, NoticeRepository, StoredNotice } from './ports.ts'
import { noticeMessage } from './templates/notice-message.ts'

export interface SendDeps extends Ground {
  readonly carrier: MessageCarrier
  readonly transaction: TransactionOf<BaseTransaction & { notices: NoticeRepository }>
}

/**
 * Hands one notice over, at least once: a crash between the carrier's yes and our commit sends it again, under the same
 * Message-ID. After the last attempt it is a dead letter that the desk shows as failed.
 */
export const sendNotice =
  (deps: SendDeps) =>
  async (noticeId: string, isLastAttempt: boolean): Promise<void> => {
    const notice = await deps.transaction(({ notices }) => notices.one(noticeId))
    if (notice === undefined || notice.state === 'sent' || notice.state === 'failed') return
    try {
      await deps.carrier.send(messageOf(notice))
    } catch (error) {
      await deps.transaction(async ({ notices, audit }) => {
        await notices.notSent(noticeId, failureCode(error), isLastAttempt)
        if (isLastAttempt) await audit.append({ type: 'notice.failed', ...factsOf(notice), before: notice.state, after: 'failed' })
      })
      throw error
    }
    await deps.transaction(async ({ notices, audit }) => {
      if (await notices.sent(noticeId, deps.clock.nowMs()))
        await audit.append({ type: 'notice.sent', ...factsOf(notice), before: notice.state, after: 'sent' })
    })
  }

const messageOf = (notice: StoredNotice) => {
  // The parameters were written for this kind by `NoticeRepository.add`.
  const facts = { ...notice.parameters, applicationNo: notice.applicationNo ?? '' } as Parameters<typeof noticeMessage>[3]
  const { subject, body } = noticeMessage(notice.kind, notice.language, notice.channel, facts)
  return {
    messageId: notice.noticeId,
    channel: notice.channel,
    address: notice.address,
    subject,
    body,
    kind: notice.kind,
    applicationNo: notice.applicationNo,
    codes: [],
  }
}

const factsOf = (notice: StoredNotice) => ({
  actor: worker,
  ...(notice.applicationNo === null ? {} : { applicationNo: notice.applicationNo }),
  detail: { noticeId: notice.noticeId, kind: notice.kind, channel: notice.channel, sentTo: notice.maskedAddress },
})

const failureCode = (error: unknown): string => (error instanceof AppError ? String(error.detail['reason'] ?? error.code) : 'carrier')
const worker: Actor = { kind: 'system', name: 'notices' }
