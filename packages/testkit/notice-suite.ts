/** What the outbox promises, whatever it is kept in: run on memory and on PostgreSQL. */
import { AppError } from '@certhall/kernel/app-error'
import { systemRandom } from '@certhall/kernel/random'
import type { NewNotice, OutgoingMessage } from '@certhall/ra/notice/ports'
import { sendNotice } from '@certhall/ra/notice/send-notice'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenedRegistration, OpenRegistration, SuiteTransaction } from './opened-registration.ts'

export const noticeSuite = (kind: string, open: OpenRegistration): void => {
  describe(`a notice on ${kind}`, () => {
    let nowMs = Date.parse('2026-11-23T02:00:00Z')
    let opened: OpenedRegistration
    let applicationNo = ''
    let sent: OutgoingMessage[] = []
    let number = 0

    beforeAll(async () => {
      opened = await open({ clock: { nowMs: () => nowMs }, random: systemRandom })
    })
    beforeEach(() => {
      number += 1
      applicationNo = `A2026-${String(number).padStart(6, '0')}`
      sent = []
    })
    afterAll(() => opened.close())

    const rejection = (): NewNotice<'application-rejected'> => ({
      kind: 'application-rejected',
      applicationNo,
      channel: 'email',
      address: 'chen@example.cn',
      language: 'en',
      parameters: { organizationName: 'Sample Ltd', reason: 'duplicate', progressUrl: 'http://hall.example' },
    })
    const add = async (): Promise<string> => {
      const before = await noticeIds()
      await opened.transaction(({ notices }) => notices.add(rejection()))
      const [noticeId] = (await noticeIds()).filter((each) => !before.includes(each))
      if (noticeId === undefined) throw new Error('no job')
      return noticeId
    }
    const noticeIds = async (): Promise<string[]> =>
      (await opened.waitingJobs()).filter(({ name }) => name === 'send-notice').map(({ payload }) => payload['noticeId'] ?? '')
    const deliver = (noticeId: string, isLast = false, transaction = opened.transaction) =>
      sendNotice({
        clock: { nowMs: () => nowMs },
        random: systemRandom,
        transaction,
        carrier: { send: async (message) => void sent.push(message) },
      })(noticeId, isLast)
    const failWith = (error: unknown, noticeId: string, isLast = false) =>
      sendNotice({
        clock: { nowMs: () => nowMs },
        random: systemRandom,
        transaction: opened.transaction,
        carrier: { send: () => Promise.reject(error) },
      })(noticeId, isLast)
    const carrierDown = () => new AppError('busy.carrier', { detail: { reason: 'mail-server' } })
    const stored = (noticeId: string) => opened.transaction(({ notices }) => notices.one(noticeId))
    const auditTypes = async (): Promise<string[]> =>
      (await opened.record.list({ applicationNo, type: null }, undefined, 50)).map(({ event }) => event.type)

    it('is not written, and no job with it, by a transaction that fails', async () => {
      const before = await noticeIds()
      await expect(
        opened.transaction(async ({ notices }) => {
          await notices.add(rejection())
          throw new RangeError('after the notice')
        }),
      ).rejects.toThrow(RangeError)
      expect(await noticeIds()).toEqual(before)
      expect(await opened.transaction(({ notices }) => notices.ofApplications([applicationNo]))).toEqual([])
    })

    it('that is unknown, and one that was sent, send nothing', async () => {
      await deliver(systemRandom.uuid())
      const noticeId = await add()
      await deliver(noticeId)
      await deliver(noticeId)
      expect(sent.map(({ messageId }) => messageId)).toEqual([noticeId])
      expect(await stored(noticeId)).toMatchObject({ state: 'sent', attempts: 1 })
      expect(await auditTypes()).toEqual(['notice.sent'])
    })

    it('is kept for another attempt while the carrier fails: the error goes on to the queue, which waits and asks again', async () => {
      const noticeId = await add()
      for (const attempts of [1, 2, 3]) {
        await expect(failWith(carrierDown(), noticeId)).rejects.toMatchObject({ code: 'busy.carrier' })
        expect(await stored(noticeId)).toMatchObject({ state: 'retrying', attempts })
      }
      expect(await auditTypes()).toEqual([])
      await deliver(noticeId)
      expect(sent).toMatchObject([{ messageId: noticeId, address: 'chen@example.cn', kind: 'application-rejected', codes: [] }])
      expect(await stored(noticeId)).toMatchObject({ state: 'sent', attempts: 4 })
    })

    it('becomes a dead letter at the last attempt, and stays one', async () => {
      const noticeId = await add()
      await expect(failWith(carrierDown(), noticeId, true)).rejects.toMatchObject({ code: 'busy.carrier' })
      await deliver(noticeId)
      expect(sent).toEqual([])
      expect(await stored(noticeId)).toMatchObject({ state: 'failed', attempts: 1 })
      expect(await auditTypes()).toEqual(['notice.failed'])
    })

    it("keeps a code of the failure, never the server's words, which may repeat address and text", async () => {
      const noticeId = await add()
      await expect(failWith(new Error('550 no such user wang@unknown.example'), noticeId)).rejects.toThrow('550')
      expect(await opened.everything()).not.toContain('unknown.example')
      expect(await stored(noticeId)).toMatchObject({ state: 'retrying' })
    })

    it('goes out again, as the same message, when a crash came between hand-over and commit', async () => {
      const noticeId = await add()
      let count = 0
      const dying: typeof opened.transaction = (work) => {
        count += 1
        return count === 2 ? Promise.reject(new AppError('busy.database')) : opened.transaction(work)
      }
      await expect(deliver(noticeId, false, dying)).rejects.toMatchObject({ code: 'busy.database' })
      await deliver(noticeId)
      expect(sent.map(({ messageId }) => messageId)).toEqual([noticeId, noticeId])
      expect(await auditTypes()).toEqual(['notice.sent'])
    })

    it('is recorded once when two workers send it at the same time', async () => {
      const noticeId = await add()
      await Promise.all([deliver(noticeId), deliver(noticeId)])
      expect(await stored(noticeId)).toMatchObject({ state: 'sent', attempts: 1 })
      expect(await auditTypes()).toEqual(['notice.sent'])
    })

    it('stays sent when a worker that is late reports a failure', async () => {
      const noticeId = await add()
      await deliver(noticeId)
      await opened.transaction(({ notices }) => notices.notSent(noticeId, 'carrier', true))
      expect(await stored(noticeId)).toMatchObject({ state: 'sent', attempts: 1 })
      expect(await opened.transaction(({ notices }) => notices.sent(noticeId, nowMs))).toBe(false)
    })

    it('shows the desk state and time, neither address nor text', async () => {
      const noticeId = await add()
      nowMs += 5_000
      await deliver(noticeId)
      expect(await opened.transaction(({ notices }) => notices.ofApplications([applicationNo, 'A2026-999999']))).toEqual([
        { applicationNo, kind: 'application-rejected', channel: 'email', state: 'sent', attempts: 1, atMs: nowMs },
      ])
      expect(await opened.transaction(({ notices }) => notices.ofApplications([]))).toEqual([])
    })

    it('has one job while that waits, however often it is asked for', async () => {
      const noticeId = await add()
      const again = (send: SuiteTransaction['jobs']['send']) => send('send-notice', { noticeId }, { key: noticeId })
      await opened.transaction(({ jobs }) => again(jobs.send))
      await opened.transaction(({ jobs }) => again(jobs.send))
      expect((await noticeIds()).filter((each) => each === noticeId)).toHaveLength(1)
    })
  })
}
