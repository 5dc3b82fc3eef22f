/** What the clock does to certificates, by one server or by several at the same time: run on memory and on PostgreSQL. */
import { endOverlaps } from '@certhall/ra/certificate/end-overlaps'
import { expireCertificates } from '@certhall/ra/certificate/expire-certificates'
import { overdueInstallMs, remindHolders } from '@certhall/ra/certificate/remind-holders'
import type { StoredCertificate } from '@certhall/ra/certificate/ports'
import { systemRandom } from '@certhall/kernel/random'
import type { Application } from '@certhall/ra/application/ports'
import type { FollowUp } from '@certhall/contract/application/follow-up'
import { webhookMessage, type WebhookMessage } from '@certhall/contract/webhook/webhook-message'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenRegistration } from './opened-registration.ts'
import { dayMs, newKey, openRegistrationHouse, type RegistrationHouse } from './registration-house.ts'

export const roundsSuite = (kind: string, open: OpenRegistration): void => {
  describe(`certificates by the clock on ${kind}`, () => {
    let house: RegistrationHouse
    let toldBefore = new Set<string>()

    beforeAll(async () => {
      house = await openRegistrationHouse(open)
    })
    afterAll(() => house.close())
    beforeEach(async () => {
      toldBefore = new Set((await jobs('send-notice')).map(({ payload }) => payload['noticeId'] ?? ''))
    })

    const jobs = async (name: string) => (await house.opened.waitingJobs()).filter((job) => job.name === name)
    const transaction: RegistrationHouse['opened']['transaction'] = (work) => house.opened.transaction(work)
    const rounds = () => ({
      ...house.ground,
      transaction,
      renewUrl: 'http://hall.example/manage',
      downloadUrl: 'http://hall.example/download',
    })
    const endOverlapsOnce = () => endOverlaps(rounds())()
    const expireOnce = () => expireCertificates(rounds())()
    const remindOnce = () => remindHolders(rounds())()
    const severalServers = async (round: () => Promise<number>): Promise<number> =>
      (await Promise.all([round(), round(), round()])).reduce((sum, count) => sum + count)
    const stored = async (key: StoredCertificate): Promise<StoredCertificate> => {
      const found = await transaction(({ certificates }) => certificates.one(key))
      if (found === undefined) throw new Error('no such certificate')
      return found
    }
    const unconfirmed = async () => {
      // Years pass here: the staff certificates of the beginning have run out.
      const staff = { reviewer: await house.hire('李审核', ['reviewer']), issuer: await house.hire('张制证', ['issuer']) }
      const { applicationNo, code } = await house.delivered(staff)
      const key = await newKey()
      return { applicationNo, code, key, certificate: (await house.redeem(code, key)).certificate }
    }
    const confirmed = async () => {
      const redeemed = await unconfirmed()
      await house.confirm(redeemed.code, redeemed.certificate, redeemed.key.holder)
      return redeemed.certificate
    }
    const leave = (certificate: StoredCertificate, days: number): void =>
      house.advance(certificate.notAfterMs - days * dayMs - house.ground.clock.nowMs())
    /** Notices written since the test began, the download's apart. */
    const told = async () => {
      const noticeIds = (await jobs('send-notice'))
        .map(({ payload }) => payload['noticeId'] ?? '')
        .filter((noticeId) => !toldBefore.has(noticeId))
      const notices = await Promise.all(noticeIds.map((noticeId) => transaction((tx) => tx.notices.one(noticeId))))
      return notices.filter(
        (notice) => notice !== undefined && notice.kind !== 'certificate-downloaded' && notice.kind !== 'download-ready',
      )
    }
    const toldDays = async (certificate: StoredCertificate): Promise<string[]> =>
      (await told())
        .filter((notice) => notice?.parameters['serialNumber'] === certificate.serialNumber)
        .map((notice) => `${notice?.parameters['daysLeft']} ${notice?.channel}`)
        .toSorted()
    const followUp = async (target: StoredCertificate, { type, reason }: Pick<FollowUp, 'type' | 'reason'>): Promise<Application> => {
      const original = await transaction((tx) => tx.applications.one(target.applicationNo))
      if (original === undefined) throw new Error('no application')
      const { authorityId, serialNumber } = target
      const application: Application = {
        ...original,
        applicationId: systemRandom.uuid(),
        applicationNo: target.applicationNo.replace('A2026', 'A2027'),
        applicationType: type,
        state: 'submitted',
        version: 1,
        followUp: { type, reason, target: { authorityId, serialNumber }, remark: '', shownBy: 'certificate' },
        draftId: null,
        idempotencyKey: systemRandom.uuid(),
      }
      expect(await transaction((tx) => tx.applications.add(application))).toBe(true)
      return application
    }
    const withdraw = (application: Application) =>
      transaction((tx) => tx.applications.save({ ...application, state: 'withdrawn', version: 2 }, { state: 'submitted', version: 1 }))

    describe('the end of an overlap', () => {
      const overlapping = async (days: number) => {
        const certificate = await confirmed()
        expect(await transaction((tx) => tx.certificates.endLater(certificate, house.ground.clock.nowMs() + days * dayMs))).toBe(true)
        return certificate
      }

      const addWebhook = () =>
        house.opened.operator(({ webhooks }) =>
          webhooks.add({
            webhookId: systemRandom.uuid(),
            projectId: 'trade',
            url: 'https://receiver.example/',
            secretSealed: new Uint8Array(1),
            createdAtMs: 0,
            endedAtMs: null,
          }),
        )
      /** Of ends; what was issued is told, too. */
      const toldOwner = async (): Promise<WebhookMessage[]> => {
        const ids = (await jobs('send-webhook')).map(({ payload }) => payload['messageId'] ?? '')
        const messages = await Promise.all(ids.map((messageId) => transaction(({ webhooks }) => webhooks.message(messageId))))
        return messages
          .map((message) => webhookMessage.parse(JSON.parse(message?.body ?? '')))
          .filter(({ type }) => type === 'certificate.revoked')
      }

      it('does not come a moment early, nor for a certificate without a successor', async () => {
        const [certificate, other] = [await overlapping(7), await confirmed()]
        house.advance(7 * dayMs - 1)
        await endOverlapsOnce()
        expect([(await stored(certificate)).state, (await stored(other)).state]).toEqual(['valid', 'valid'])
        house.advance(1)
        await endOverlapsOnce()
        expect([(await stored(certificate)).state, (await stored(other)).state]).toEqual(['revoked', 'valid'])
      })

      it('comes once, as superseded, with one job for the signer and one for the owner of the project, by three servers at once', async () => {
        await addWebhook()
        const certificates = [await overlapping(1), await overlapping(1), await overlapping(1)]
        house.advance(dayMs)
        expect(await severalServers(endOverlapsOnce)).toBe(3)
        for (const certificate of certificates) {
          expect(await stored(certificate)).toMatchObject({ state: 'revoked', endReason: 'superseded' })
          expect(
            (await jobs('revoke-certificate')).filter(({ payload }) => payload['serialNumber'] === certificate.serialNumber),
          ).toMatchObject([{ payload: { reason: 'superseded' } }])
          expect(await house.events(certificate.applicationNo, 'certificate.revoked')).toHaveLength(1)
          expect((await toldOwner()).filter(({ data }) => data.serialNumber === certificate.serialNumber)).toMatchObject([
            { type: 'certificate.revoked', data: { reason: 'superseded' } },
          ])
        }
      })

      it('comes for one that was frozen meanwhile, once, and not a moment early', async () => {
        const certificate = await overlapping(1)
        await transaction((tx) => tx.certificates.freeze(certificate, house.ground.clock.nowMs()))
        house.advance(dayMs - 1)
        await endOverlapsOnce()
        expect(await stored(certificate)).toMatchObject({ state: 'frozen' })
        house.advance(1)
        expect(await severalServers(endOverlapsOnce)).toBe(1)
        expect(await stored(certificate)).toMatchObject({ state: 'revoked', endReason: 'superseded' })
        expect(await house.events(certificate.applicationNo, 'certificate.revoked')).toHaveLength(1)
      })

      it('waits for a frozen one while its loss is under review, and comes when that was given up', async () => {
        const certificate = await overlapping(1)
        await transaction((tx) => tx.certificates.freeze(certificate, house.ground.clock.nowMs()))
        const loss = await followUp(certificate, { type: 'revoke', reason: 'mediumLost' })
        house.advance(dayMs)
        expect(await endOverlapsOnce()).toBe(0)
        expect(await stored(certificate)).toMatchObject({ state: 'frozen' })
        await withdraw(loss)
        expect(await endOverlapsOnce()).toBe(1)
        expect(await stored(certificate)).toMatchObject({ state: 'revoked', endReason: 'superseded' })
      })
    })

    describe('the own end of a certificate', () => {
      it('comes to valid and frozen ones, once by three servers, and not to a revoked one', async () => {
        const [valid, frozen, revoked] = [await confirmed(), await confirmed(), await confirmed()]
        const atMs = house.ground.clock.nowMs()
        await transaction((tx) => tx.certificates.freeze(frozen, atMs))
        await transaction((tx) => tx.certificates.revoke({ ...revoked, reason: 'cessationOfOperation', atMs }))
        leave(valid, 1)
        await expireOnce()
        expect((await stored(valid)).state).toBe('valid')
        leave(valid, -1)
        expect(await severalServers(expireOnce)).toBeGreaterThanOrEqual(2)
        expect(await Promise.all([valid, frozen, revoked].map(async (each) => (await stored(each)).state))).toEqual([
          'expired',
          'expired',
          'revoked',
        ])
        expect(await house.events(valid.applicationNo, 'certificate.expired')).toHaveLength(1)
        expect(await house.events(frozen.applicationNo, 'certificate.expired')).toHaveLength(1)
        expect(await expireOnce()).toBe(0)
      })
    })

    describe('a reminder', () => {
      it('comes 90, 60, 30, 15, 7 and 1 days before the end, by SMS too in the last week, each once by three servers', async () => {
        const certificate = await confirmed()
        leave(certificate, 91)
        await severalServers(remindOnce)
        expect(await toldDays(certificate)).toEqual([])
        for (const days of [90, 60, 30, 15, 7, 1]) {
          leave(certificate, days)
          await severalServers(remindOnce)
          await remindOnce()
        }
        expect(await toldDays(certificate)).toEqual([
          '1 email',
          '1 sms',
          '15 email',
          '30 email',
          '60 email',
          '7 email',
          '7 sms',
          '90 email',
        ])
      })

      it('comes once for the nearest day when several have passed', async () => {
        const certificate = await confirmed()
        leave(certificate, 20)
        await severalServers(remindOnce)
        await remindOnce()
        expect(await toldDays(certificate)).toEqual(['30 email'])
        leave(certificate, 14.5)
        await remindOnce()
        expect(await toldDays(certificate)).toEqual(['15 email', '30 email'])
      })

      it('goes to the contact on record, which may have changed since', async () => {
        const certificate = await confirmed()
        const application = await transaction((tx) => tx.applications.one(certificate.applicationNo))
        if (application === undefined) throw new Error('no application')
        const { orgCode, uscc, form } = application
        const contact = { ...form.contact, email: 'new.contact@example.cn', mobile: '13900139000' }
        await transaction((tx) =>
          tx.organizations.keep({
            orgCode,
            uscc,
            form: { ...form, contact },
            changedAtMs: house.ground.clock.nowMs(),
            contactChangedAtMs: null,
          }),
        )
        leave(certificate, 5)
        await remindOnce()
        expect(
          (await told())
            .filter((notice) => notice?.parameters['serialNumber'] === certificate.serialNumber)
            .map((notice) => notice?.address)
            .toSorted(),
        ).toEqual(['13900139000', 'new.contact@example.cn'])
      })

      it('does not come for one that is frozen, unconfirmed, or has a successor', async () => {
        const [frozen, renewed] = [await confirmed(), await confirmed()]
        const { certificate: open } = await unconfirmed()
        await transaction((tx) => tx.certificates.freeze(frozen, house.ground.clock.nowMs()))
        await transaction((tx) => tx.certificates.endLater(renewed, renewed.notAfterMs))
        leave(frozen, 60)
        await remindOnce()
        expect([...(await toldDays(frozen)), ...(await toldDays(renewed))]).toEqual([])
        expect(
          (await told()).filter(
            (notice) => notice?.kind === 'certificate-expiring' && notice.parameters['serialNumber'] === open.serialNumber,
          ),
        ).toEqual([])
      })

      it('waits while a renewal is open, and comes when that was given up', async () => {
        const certificate = await confirmed()
        const renewal = await followUp(certificate, { type: 'renew', reason: 'expiring' })
        leave(certificate, 60)
        await remindOnce()
        expect(await toldDays(certificate)).toEqual([])
        await withdraw(renewal)
        await remindOnce()
        expect(await toldDays(certificate)).toEqual(['60 email'])
      })

      it('comes although a change of the agent is open: that leaves the certificate as it is', async () => {
        const certificate = await confirmed()
        await followUp(certificate, { type: 'change', reason: 'agentChanged' })
        leave(certificate, 60)
        await remindOnce()
        expect(await toldDays(certificate)).toEqual(['60 email'])
      })

      it('comes once for an install that nobody confirmed in 72 hours, and not for a confirmed one', async () => {
        const { certificate, applicationNo } = await unconfirmed()
        const other = await confirmed()
        const overdue = async () =>
          (await told()).filter((notice) => notice?.kind === 'installation-overdue').map((notice) => notice?.parameters['serialNumber'])
        house.advance(certificate.storedAtMs + overdueInstallMs - 1 - house.ground.clock.nowMs())
        await remindOnce()
        expect(await overdue()).toEqual([])
        house.advance(2)
        await severalServers(remindOnce)
        await remindOnce()
        expect(await overdue()).toEqual([certificate.serialNumber])
        const listed = await transaction((tx) => tx.certificates.unconfirmed(house.ground.clock.nowMs() - overdueInstallMs, 50))
        const listedNos = listed.map((each) => each.applicationNo)
        expect(listedNos).toContain(applicationNo)
        expect(listedNos).not.toContain(other.applicationNo)
      })
    })
  })
}
