/** What release and hand-over promise, whatever their stores are made of: run on memory and on PostgreSQL. */
import { parsePasscode } from '@certhall/contract/passcode/passcode-code'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import { toHex, utf8 } from '@certhall/kernel/bytes'
import type { OutgoingMessage } from '@certhall/ra/notice/ports'
import { type ReleaseWish, prepareRelease, releasePasscode } from '@certhall/ra/passcode/release-passcode'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenRegistration } from './opened-registration.ts'
import { type Employee, newKey, openRegistrationHouse, type RegistrationHouse, signatureOf } from './registration-house.ts'

export const deliverySuite = (kind: string, open: OpenRegistration): void => {
  describe(`a release on ${kind}`, () => {
    let house: RegistrationHouse
    let auditor: Employee
    let secondIssuer: Employee
    /** May hold both roles, and never both in one case. */
    let both: Employee

    beforeAll(async () => {
      house = await openRegistrationHouse(open)
      auditor = await house.hire('赵审计', ['auditor'])
      secondIssuer = await house.hire('钱制证', ['issuer'])
      both = await house.hire('双角色', ['reviewer', 'issuer'])
    })
    afterAll(() => house.close())

    const prepare = (applicationNo: string, { actor }: Employee, wish: Partial<ReleaseWish> = {}) =>
      prepareRelease(house.ground)({ applicationNo, channel: 'sms', resendReason: null, ...wish }, actor)
    const send = (applicationNo: string, text: string, by: Employee, signature = signatureOf(by, text)) =>
      releasePasscode(house.ground)({ applicationNo, text, signature }, by.actor)
    const jobsOf = async (releaseIds: readonly string[]) =>
      (await house.opened.waitingJobs()).filter(
        ({ name, payload }) => name === 'deliver-passcode' && releaseIds.includes(payload['releaseId'] ?? ''),
      ).length
    const releasesOf = (applicationNo: string) => house.opened.transaction(({ releases }) => releases.ofApplication(applicationNo))
    const idOf = (text: string): string => (JSON.parse(text) as { releaseId: string }).releaseId

    describe('is refused', () => {
      it('to whoever is no issuer, and to the person who decided, at the first look and at the signature', async () => {
        const applicationNo = await house.approved(both)
        await expect(prepare(applicationNo, auditor)).rejects.toMatchObject({ code: 'policy.role-missing' })
        await expect(prepare(applicationNo, house.reviewer)).rejects.toMatchObject({ code: 'policy.role-missing' })
        await expect(prepare(applicationNo, both)).rejects.toMatchObject({ code: 'policy.same-person' })
        const text = await prepare(applicationNo, house.issuer)
        await expect(send(applicationNo, text, both)).rejects.toMatchObject({ code: 'policy.same-person' })
        expect(await releasesOf(applicationNo)).toEqual([])
      })

      it('for a case that is not there, and for one that is not approved', async () => {
        await expect(prepare('A2026-999999', house.issuer)).rejects.toMatchObject({ code: 'missing.application' })
        const applicationNo = await house.approved(house.reviewer)
        const text = await prepare(applicationNo, house.issuer)
        await house.opened.transaction(({ cases }) =>
          cases.change({ applicationNo, from: 'approved', version: 1, to: 'expired', atMs: house.ground.clock.nowMs() }),
        )
        await expect(prepare(applicationNo, house.issuer)).rejects.toMatchObject({ code: 'state.application' })
        await expect(send(applicationNo, text, house.issuer)).rejects.toMatchObject({ code: 'state.application' })
      })

      it('when another key signed, when the text is another, and when it is a quarter of an hour old', async () => {
        const applicationNo = await house.approved(house.reviewer)
        const text = await prepare(applicationNo, house.issuer)
        await expect(send(applicationNo, text, house.issuer, signatureOf(auditor, text))).rejects.toMatchObject({
          code: 'auth.signature-wrong',
        })
        await expect(send(applicationNo, ` ${text}`, house.issuer)).rejects.toMatchObject({ code: 'auth.signature-wrong' })
        await expect(send(applicationNo, text.replace('138****8000', '139****0000'), house.issuer)).rejects.toMatchObject({
          code: 'state.conflict',
          detail: { reason: 'case-changed' },
        })
        await expect(send(applicationNo, text, secondIssuer)).rejects.toMatchObject({
          code: 'state.conflict',
          detail: { reason: 'case-changed' },
        })
        house.advance(15 * 60_000 + 1)
        await expect(send(applicationNo, text, house.issuer)).rejects.toMatchObject({
          code: 'state.conflict',
          detail: { reason: 'statement-old' },
        })
        expect(await releasesOf(applicationNo)).toEqual([])
        expect(await jobsOf([idOf(text)])).toBe(0)
      })

      it('again without a reason while a code lives, and with any reason once it was used', async () => {
        const { applicationNo, code } = await house.delivered(house)
        await expect(prepare(applicationNo, house.issuer)).rejects.toMatchObject({ code: 'state.release-exists' })
        await expect(prepare(applicationNo, house.issuer, { resendReason: ' 。' })).rejects.toMatchObject({ code: 'state.release-exists' })
        const key = await newKey()
        await house.confirm(code, (await house.redeem(code, key)).certificate, key.holder)
        await expect(prepare(applicationNo, house.issuer, { resendReason: '客户要求重发' })).rejects.toMatchObject({
          code: 'state.application',
        })
      })
    })

    it('sent twice, or by ten requests at once, is one release and one job', async () => {
      const applicationNo = await house.approved(house.reviewer)
      const text = await prepare(applicationNo, house.issuer)
      await Promise.all(Array.from({ length: 10 }, () => send(applicationNo, text, house.issuer)))
      await send(applicationNo, text, house.issuer)
      expect(await releasesOf(applicationNo)).toMatchObject([{ releaseId: idOf(text), personId: house.issuer.personId, channel: 'sms' }])
      expect(await jobsOf([idOf(text)])).toBe(1)
      expect(await house.events(applicationNo, 'passcode.released')).toHaveLength(1)
    })

    it('by two issuers at once ends with one live code', async () => {
      const applicationNo = await house.approved(house.reviewer)
      const texts = [await prepare(applicationNo, house.issuer), await prepare(applicationNo, secondIssuer)]
      await Promise.allSettled([send(applicationNo, texts[0] ?? '', house.issuer), send(applicationNo, texts[1] ?? '', secondIssuer)])
      await Promise.allSettled(texts.map((text) => house.deliver(idOf(text))))
      expect((await house.codesOf(applicationNo)).map(({ state }) => state)).toEqual(['delivered'])
    })

    it('that replaces another ends the old code with what came out of it, and the new one works', async () => {
      const { applicationNo, code } = await house.delivered(house)
      const { certificate } = await house.redeem(code, await newKey())
      house.advance(1_000)
      await house.deliver(await house.release(applicationNo, secondIssuer, { channel: 'email', resendReason: '密钥丢失' }))
      expect((await house.codesOf(applicationNo)).map(({ state, endReason }) => [state, endReason])).toEqual([
        ['delivered', null],
        ['voided', 'replaced'],
      ])
      const { serialNumber } = certificate
      expect(await house.opened.waitingJobs()).toContainEqual({
        name: 'revoke-certificate',
        payload: expect.objectContaining({ serialNumber, reason: 'superseded' }),
      })
      await expect(house.redeem(code, await newKey())).rejects.toMatchObject({ code: 'state.passcode-voided' })
      await house.ground.authority.revoke({ authorityId: certificate.authorityId, serialNumber, reason: 'superseded', applicationNo })
      await expect(house.redeem(house.newestCode(), await newKey())).resolves.toMatchObject({ certificate: { state: 'valid' } })
    })

    describe('is handed over', () => {
      const released = async () => {
        const applicationNo = await house.approved(house.reviewer)
        return { applicationNo, releaseId: await house.release(applicationNo, house.issuer) }
      }
      const failing = (reason = new AppError('busy.carrier')) => ({ carrier: { send: () => Promise.reject(reason) } })
      const dyingAt = (number: number) => {
        let count = 0
        const transaction: typeof house.opened.transaction = (work) =>
          (count += 1) === number ? Promise.reject(new AppError('busy.database')) : house.opened.transaction(work)
        return { transaction }
      }
      const ends = async (applicationNo: string) =>
        (await house.codesOf(applicationNo)).map(({ state, endReason }) => endReason ?? state).toSorted()

      it('not at all for a release that is unknown, replaced, or of a case that moved on', async () => {
        const { applicationNo, releaseId } = await released()
        house.advance(1_000)
        const second = await house.release(applicationNo, house.issuer)
        const messages: OutgoingMessage[] = []
        const carrier = { send: async (message: OutgoingMessage) => void messages.push(message) }
        await house.deliver(releaseId, { carrier })
        await house.deliver(house.ground.random.uuid(), { carrier })
        await house.opened.transaction(({ cases }) =>
          cases.change({ applicationNo, from: 'approved', version: 1, to: 'expired', atMs: house.ground.clock.nowMs() }),
        )
        await house.deliver(second, { carrier })
        expect(messages).toEqual([])
        expect(await house.codesOf(applicationNo)).toEqual([])
      })

      it('with another code after the carrier failed; the error goes on to the queue, and the last attempt is recorded as such', async () => {
        const { applicationNo, releaseId } = await released()
        await expect(house.deliver(releaseId, failing())).rejects.toMatchObject({ code: 'busy.carrier' })
        await expect(house.deliver(releaseId, failing(), true)).rejects.toMatchObject({ code: 'busy.carrier' })
        expect(await ends(applicationNo)).toEqual(['hand-over-failed', 'hand-over-failed'])
        const failures = await house.opened.record.list({ applicationNo, type: 'passcode.delivery-failed' }, undefined, 10)
        expect(failures.map(({ event }) => event.detail['final']).toSorted()).toEqual([false, true])
        await house.deliver(releaseId)
        expect(await ends(applicationNo)).toEqual(['delivered', 'hand-over-failed', 'hand-over-failed'])
        await expect(house.redeem(house.newestCode(), await newKey())).resolves.toMatchObject({ certificate: { state: 'valid' } })
      })

      it('with another code after a crash between hand-over and commit; the code that went out is dead', async () => {
        const { applicationNo, releaseId } = await released()
        await expect(house.deliver(releaseId, dyingAt(2))).rejects.toMatchObject({ code: 'busy.database' })
        const doubtful = house.newestCode()
        await house.deliver(releaseId)
        expect(await ends(applicationNo)).toEqual(['delivered', 'hand-over-doubtful'])
        await expect(house.redeem(doubtful, await newKey())).rejects.toMatchObject({ code: 'state.passcode-voided' })
      })

      it('once: a job that runs again after success sends nothing', async () => {
        const { applicationNo, releaseId } = await released()
        await house.deliver(releaseId)
        const code = house.newestCode()
        await house.deliver(releaseId)
        expect(house.newestCode()).toBe(code)
        expect(await house.events(applicationNo, 'passcode.created')).toHaveLength(1)
      })

      it('by two workers at once with one code that works', async () => {
        const { applicationNo, releaseId } = await released()
        await Promise.allSettled([house.deliver(releaseId), house.deliver(releaseId)])
        expect((await ends(applicationNo)).filter((end) => end !== 'hand-over-doubtful')).toEqual(['delivered'])
      })

      it('and lives for the days of its project from then, not from when it was made', async () => {
        const { applicationNo, releaseId } = await released()
        const before = house.ground.clock.nowMs()
        await house.deliver(releaseId, { carrier: { send: async () => house.advance(60_000) } })
        expect(await house.codesOf(applicationNo)).toMatchObject([
          { createdAtMs: before, deliveredAtMs: before + 60_000, expiresAtMs: before + 60_000 + 14 * 86_400_000 },
        ])
      })

      it('and is kept nowhere in readable form: not in a table, a job, a notice or the record', async () => {
        const { applicationNo, releaseId } = await released()
        await expect(house.deliver(releaseId, dyingAt(2))).rejects.toThrow()
        const given = [house.newestCode()]
        await house.deliver(releaseId)
        given.push(house.newestCode())
        const stored = await house.opened.everything()
        expect(stored).toContain(applicationNo)
        for (const code of given) {
          const { secret } = orThrow(parsePasscode(code))
          for (const form of [code, code.replaceAll('-', ''), secret])
            for (const written of [form, toHex(utf8(form))]) expect(stored.includes(written)).toBe(false)
        }
      })

      it('with a notice that says where and until when, by mail, without the code', async () => {
        const { applicationNo, releaseId } = await released()
        await house.deliver(releaseId)
        const notices = await house.opened.transaction((tx) => tx.notices.ofApplications([applicationNo]))
        expect(notices).toMatchObject([{ kind: 'download-ready', channel: 'email', state: 'queued' }])
        expect(await house.events(applicationNo, 'passcode.delivered')).toHaveLength(1)
      })
    })
  })
}
