/** What is told to the owners of projects, and how often: run on memory and on PostgreSQL. */
import { AppError } from '@certhall/kernel/app-error'
import { systemClock } from '@certhall/kernel/clock'
import { systemRandom } from '@certhall/kernel/random'
import { webhookMessage } from '@certhall/contract/webhook/webhook-message'
import type { Actor } from '@certhall/ra/actor'
import type { StoredCertificate } from '@certhall/ra/certificate/ports'
import { evidenceSealer } from '@certhall/ra/evidence-sealer'
import { addWebhook } from '@certhall/ra/webhook/add-webhook'
import { endWebhook } from '@certhall/ra/webhook/end-webhook'
import type { WebhookOutcome, WebhookPost } from '@certhall/ra/webhook/ports'
import { resendWebhook } from '@certhall/ra/webhook/resend-webhook'
import { sendWebhook } from '@certhall/ra/webhook/send-webhook'
import { tellProject } from '@certhall/ra/webhook/tell-project'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenedRegistration, OpenRegistration } from './opened-registration.ts'

export const webhookSuite = (kind: string, open: OpenRegistration): void => {
  describe(`webhooks on ${kind}`, () => {
    const nowMs = Date.parse('2026-11-23T02:00:00Z')
    const ground = { clock: { nowMs: () => nowMs }, random: systemRandom }
    const sealer = evidenceSealer(systemRandom.bytes(32), systemRandom)
    let opened: OpenedRegistration
    let projectId = ''
    let number = 0

    beforeAll(async () => {
      opened = await open(ground)
    })
    afterAll(() => opened.close())
    beforeEach(async () => {
      number += 1
      projectId = `project-${number}`
      await opened.transaction(({ projects }) => projects.keep({ ...sampleProject, projectId }, nowMs))
    })

    const rules = { allowsLocalHttp: false, allowsPrivate: false }
    const add = (url = 'https://receiver.example/hook', project = projectId) =>
      addWebhook({ ...ground, sealer, rules, transaction: opened.operator })({ projectId: project, url }, operator)
    const end = (webhookId: string) => endWebhook({ ...ground, transaction: opened.operator })(webhookId, operator)
    const resend = (messageId: string) => resendWebhook({ transaction: opened.operator })(messageId, operator)
    const all = async () => (await opened.operator(({ webhooks }) => webhooks.all())).filter((each) => each.projectId === projectId)
    const certificate = (): StoredCertificate => ({ ...sampleCertificate, projectId })
    const tellFrozen = () =>
      opened.transaction((tx) => tellProject(tx, { event: 'certificate.frozen', certificate: certificate(), atMs: nowMs }))
    const waiting = async (): Promise<string[]> => {
      const ids = (await opened.waitingJobs())
        .filter(({ name }) => name === 'send-webhook')
        .map(({ payload }) => payload['messageId'] ?? '')
      const messages = await Promise.all(ids.map((messageId) => opened.transaction(({ webhooks }) => webhooks.message(messageId))))
      return messages.flatMap((message) => (message?.webhook.projectId === projectId ? [message.messageId] : []))
    }
    const stored = (messageId: string) => opened.transaction(({ webhooks }) => webhooks.message(messageId))
    const send = async (
      messageId: string,
      outcome: WebhookOutcome = { isTaken: true },
      { isLast = false, transaction = opened.transaction } = {},
    ): Promise<WebhookPost[]> => {
      const posts: WebhookPost[] = []
      const carrier = {
        post: async (post: WebhookPost) => {
          posts.push(post)
          return outcome
        },
      }
      await sendWebhook({ ...ground, realClock: systemClock, sealer, carrier, transaction })(messageId, isLast)
      return posts
    }
    const one = async () => {
      const added = await add()
      await tellFrozen()
      const [messageId = ''] = await waiting()
      return { ...added, messageId }
    }
    const audited = async (messageId: string): Promise<string[]> => {
      const rows = await opened.record.list({ applicationNo: null, type: null }, undefined, 200)
      return rows.filter(({ event }) => event.detail?.['messageId'] === messageId).map(({ event }) => event.type)
    }

    it.each([
      ['no address', 'receiver.example'],
      ['an address without TLS', 'http://receiver.example/'],
      ['http to this computer', 'http://127.0.0.1:9/'],
      ['a file', 'file:///etc/passwd'],
      ['a private address', 'https://10.1.2.3/'],
      ['cloud metadata', 'https://169.254.169.254/'],
      ['a private address in IPv6 clothes', 'https://[::ffff:10.1.2.3]/'],
      ['credentials in it', 'https://user:secret@receiver.example/'],
      ['a fragment', 'https://receiver.example/#here'],
    ])('are refused for %s', async (_what, url) => {
      await expect(add(url)).rejects.toMatchObject({ code: 'input.malformed' })
      expect(await all()).toEqual([])
    })

    it('are refused for a project that does not exist', async () => {
      await expect(add(undefined, 'no-such-project')).rejects.toMatchObject({ code: 'missing.project' })
    })

    it('end once, and an unknown one is missing', async () => {
      const { webhookId } = await add()
      await end(webhookId)
      await expect(end(webhookId)).rejects.toMatchObject({ code: 'missing.webhook' })
      await expect(end('no-such-webhook')).rejects.toMatchObject({ code: 'missing.webhook' })
    })

    it('get nothing from a transaction that fails, from another project, or once they have ended', async () => {
      const { webhookId } = await add()
      await expect(
        opened.transaction(async (tx) => {
          await tellProject(tx, { event: 'certificate.frozen', certificate: certificate(), atMs: nowMs })
          throw new RangeError('after the message')
        }),
      ).rejects.toThrow(RangeError)
      await opened.transaction((tx) =>
        tellProject(tx, { event: 'certificate.issued', certificate: { ...certificate(), projectId: 'elsewhere' }, atMs: nowMs }),
      )
      await end(webhookId)
      await tellFrozen()
      expect(await waiting()).toEqual([])
    })

    it('get nothing of the end of a certificate that nobody ever confirmed', async () => {
      await add()
      const unconfirmed = { ...certificate(), confirmedAtMs: null }
      await opened.transaction((tx) =>
        tellProject(tx, { event: 'certificate.revoked', reason: 'superseded', certificate: unconfirmed, atMs: nowMs }),
      )
      expect(await waiting()).toEqual([])
    })

    it('get one message each, which says what became of which certificate and nothing of a person', async () => {
      await add('https://one.example/')
      await add('https://two.example/')
      const replaces = { authorityId: 'business-ec', serialNumber: '02'.repeat(19), endsAtMs: nowMs + 1_000 }
      await opened.transaction((tx) => tellProject(tx, { event: 'certificate.renewed', certificate: certificate(), replaces, atMs: nowMs }))
      const messages = await Promise.all((await waiting()).map(stored))
      expect(messages.map((message) => message?.webhook.url).toSorted()).toEqual(['https://one.example/', 'https://two.example/'])
      expect(webhookMessage.parse(JSON.parse(messages[0]?.body ?? ''))).toEqual({
        type: 'certificate.renewed',
        timestamp: '2026-11-23T02:00:00.000Z',
        data: {
          authorityId: 'business-ec',
          serialNumber: '01'.repeat(19),
          projectId,
          orgCode: '123456788',
          certificateType: 'organization',
          medium: 'p12',
          notBefore: '2026-01-01T00:00:00.000Z',
          notAfter: '2027-01-01T00:00:00.000Z',
          reason: null,
          replaces: { authorityId: 'business-ec', serialNumber: '02'.repeat(19), endsAt: '2026-11-23T02:00:01.000Z' },
        },
      })
      expect(messages[0]?.body).not.toContain('陈')
    })

    it('are signed so that the library of Standard Webhooks takes them, and no other body, key or time', async () => {
      const { messageId, secret } = await one()
      const [post] = await send(messageId)
      if (post === undefined) throw new Error('nothing was posted')
      const verifier = new Webhook(secret)
      expect(post.headers).toMatchObject({ 'webhook-id': messageId, 'content-type': 'application/json; charset=utf-8' })
      expect(verifier.verify(post.body, { ...post.headers })).toMatchObject({
        type: 'certificate.frozen',
        data: { reason: 'certificateHold' },
      })
      expect(() => verifier.verify(post.body.replace('frozen', 'issued'), { ...post.headers })).toThrow('No matching signature found')
      expect(() =>
        verifier.verify(post.body, { ...post.headers, 'webhook-timestamp': String(Number(post.headers['webhook-timestamp']) + 1) }),
      ).toThrow('No matching signature found')
      expect(() => new Webhook('whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=').verify(post.body, { ...post.headers })).toThrow(
        'No matching signature found',
      )
    })

    it('keep their secret sealed, and no log or record of ours has it', async () => {
      const { secret, messageId } = await one()
      await send(messageId)
      const everything = await opened.everything()
      expect(everything).not.toContain(secret)
      expect(everything).not.toContain(secret.slice('whsec_'.length))
      expect(everything).not.toContain(Buffer.from(secret.slice('whsec_'.length), 'base64').toString('hex'))
    })

    it('are asked again while they do not take it, with the same id and body, and never after they did', async () => {
      const { messageId } = await one()
      for (const attempts of [1, 2]) {
        await expect(send(messageId, { isTaken: false, reason: 'status-503' })).rejects.toMatchObject({
          code: 'busy.carrier',
          detail: { reason: 'status-503' },
        })
        expect(await stored(messageId)).toMatchObject({ state: 'retrying', attempts })
      }
      expect((await all())[0]).toMatchObject({ messages: { retrying: 1, sent: 0 }, lastFailure: 'status-503' })
      expect(await send(messageId)).toMatchObject([{ headers: { 'webhook-id': messageId } }])
      expect(await send(messageId)).toEqual([])
      expect(await stored(messageId)).toMatchObject({ state: 'sent', attempts: 3 })
      expect(await audited(messageId)).toEqual(['webhook.sent'])
    })

    it('are given up after the last attempt', async () => {
      const { messageId } = await one()
      await expect(send(messageId, { isTaken: false, reason: 'timeout' }, { isLast: true })).rejects.toMatchObject({ code: 'busy.carrier' })
      expect(await send(messageId)).toEqual([])
      expect(await audited(messageId)).toEqual(['webhook.failed'])
      expect((await all())[0]).toMatchObject({ endedAtMs: null, messages: { failed: 1 }, lastFailure: 'timeout' })
    })

    it('are tried again when the operator asks for a message that was given up, for no other and not after their end', async () => {
      const { messageId, webhookId } = await one()
      await expect(resend('no-such-message')).rejects.toMatchObject({ code: 'missing.webhook-message' })
      await expect(resend(messageId)).rejects.toMatchObject({ code: 'state.conflict', detail: { state: 'queued' } })
      expect((await all())[0]?.failed).toEqual([])
      await expect(send(messageId, { isTaken: false, reason: 'timeout' }, { isLast: true })).rejects.toMatchObject({ code: 'busy.carrier' })
      expect((await all())[0]?.failed).toEqual([{ messageId, event: 'certificate.frozen', createdAtMs: nowMs }])
      const answers = await Promise.allSettled([resend(messageId), resend(messageId)])
      expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
      expect(await waiting()).toContain(messageId)
      expect(await send(messageId)).toMatchObject([{ headers: { 'webhook-id': messageId } }])
      await expect(resend(messageId)).rejects.toMatchObject({ code: 'state.conflict', detail: { state: 'sent' } })
      expect((await audited(messageId)).toSorted()).toEqual(['webhook.failed', 'webhook.resent', 'webhook.sent'])
      await tellFrozen()
      const [second = ''] = (await waiting()).filter((each) => each !== messageId)
      await end(webhookId)
      await send(second)
      await expect(resend(second)).rejects.toMatchObject({ code: 'missing.webhook' })
    })

    it('end by themselves when they answer 410, and get nothing that waits for one that ended', async () => {
      const { messageId } = await one()
      await tellFrozen()
      const [second = ''] = (await waiting()).filter((each) => each !== messageId)
      await send(messageId, { isTaken: false, reason: 'status-410' })
      expect((await all())[0]).toMatchObject({ endedAtMs: nowMs, messages: { failed: 1, queued: 1 } })
      expect(await send(second)).toEqual([])
      expect(await stored(second)).toMatchObject({ state: 'failed' })
    })

    it('are posted to again, as the same message, when a crash came between their yes and our commit', async () => {
      const { messageId } = await one()
      let count = 0
      const dying: typeof opened.transaction = (work) => {
        count += 1
        return count === 2 ? Promise.reject(new AppError('busy.database')) : opened.transaction(work)
      }
      await expect(send(messageId, { isTaken: true }, { transaction: dying })).rejects.toMatchObject({ code: 'busy.database' })
      expect(await send(messageId)).toMatchObject([{ headers: { 'webhook-id': messageId } }])
    })

    it('are recorded once when two workers post at the same time, and stay sent when the late one failed', async () => {
      const { messageId } = await one()
      await Promise.all([send(messageId), send(messageId)])
      expect(await opened.transaction(({ webhooks }) => webhooks.notSent(messageId, 'timeout', true))).toBe(false)
      expect(await stored(messageId)).toMatchObject({ state: 'sent', attempts: 1 })
      expect(await audited(messageId)).toEqual(['webhook.sent'])
    })
  })
}

const operator: Actor = { kind: 'operator', name: 'root' }

const sampleProject = {
  nameZh: '招投标',
  nameEn: 'Tendering',
  noteZh: '',
  noteEn: '',
  media: ['p12' as const],
  passcodeLifeDays: 14,
  originalsByPost: false,
  overlapDays: 7,
  certificateTypes: [
    { certificateType: 'organization' as const, profileId: 'organization-ec', keyAlgorithm: 'ecdsa-p256' as const, validityYears: [1] },
  ],
  documents: { enterprise: ['businessLicence' as const], institution: ['institutionCertificate' as const] },
}

const sampleCertificate: Omit<StoredCertificate, 'projectId'> = {
  authorityId: 'business-ec',
  serialNumber: '01'.repeat(19),
  applicationNo: 'A2026-000001',
  passcodeId: '00000000-0000-4000-8000-000000000001',
  orgCode: '123456788',
  certificateType: 'organization',
  medium: 'p12',
  state: 'frozen',
  subject: 'CN=陈样例',
  spkiSha256: '00',
  notBeforeMs: Date.parse('2026-01-01'),
  notAfterMs: Date.parse('2027-01-01'),
  storedAtMs: 0,
  confirmedAtMs: 1,
  frozenAtMs: 2,
  endedAtMs: null,
  endReason: null,
  endsAtMs: null,
  der: new Uint8Array(1),
}
