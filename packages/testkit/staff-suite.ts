/** What enrolment, login and sessions of the staff promise, whatever is kept where: run on memory and on PostgreSQL. */
import { enrolStaff as issueStaffCertificate } from '@certhall/ca/staff/enrol-staff'
import { inviteStaff } from '@certhall/ca/staff/invite-staff'
import { lookAtInvitation } from '@certhall/ca/staff/look-at-invitation'
import type { LeavingReason } from '@certhall/contract/staff/roles'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { toBase64, toBase64Url } from '@certhall/kernel/bytes'
import { systemRandom } from '@certhall/kernel/random'
import { sha256Hex } from '@certhall/ra/digest'
import { deskActor } from '@certhall/ra/staff/desk-actor'
import { disableStaff } from '@certhall/ra/staff/disable-staff'
import { enrolStaff } from '@certhall/ra/staff/enrol-staff'
import { type Challenge, issueChallenge, logIn } from '@certhall/ra/staff/log-in'
import type { StaffAuthority } from '@certhall/ra/staff/ports'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csrFor, type HolderKey, holderKey } from './issuing-house.ts'
import type { OpenRegistration } from './opened-registration.ts'
import { dayMs, type Employee, openRegistrationHouse, type RegistrationHouse, signatureOf } from './registration-house.ts'

export const staffSuite = (kind: string, open: OpenRegistration): void => {
  describe(`the staff on ${kind}`, () => {
    const publicOrigin = 'https://hall.example'
    const operator = { kind: 'operator', name: 'test' } as const
    let house: RegistrationHouse

    beforeAll(async () => {
      house = await openRegistrationHouse(open)
    })
    afterAll(() => house.close())

    const nowMs = () => house.ground.clock.nowMs()
    const certificateRow = (sha256: string) => house.opened.transaction(({ staff }) => staff.certificate(sha256))
    const leave = ({ personId, actor }: Pick<Employee, 'personId' | 'actor'>, reason: LeavingReason = 'cessationOfOperation') =>
      disableStaff({ transaction: house.opened.operator })(
        { personId, name: actor.name, roles: actor.roles, disabledAtMs: nowMs(), reason },
        operator,
      )

    describe('enrol by a link', () => {
      const authority = (): StaffAuthority => ({
        invitation: async (token) => {
          const { member, expiresAtMs } = await lookAtInvitation(house.house.deps, token)
          return { personId: member.personId, name: member.name, roles: member.roles, expiresAt: new Date(expiresAtMs).toISOString() }
        },
        enrol: async (token, csr) => {
          const { member, der, notAfterMs } = await issueStaffCertificate(house.house.deps, token, csr)
          return {
            personId: member.personId,
            name: member.name,
            roles: member.roles,
            certificate: toBase64(der),
            notAfter: new Date(notAfterMs).toISOString(),
          }
        },
      })
      const invite = (personId: string | null = null) =>
        inviteStaff(house.house.deps, { name: '孙新人', roles: ['reviewer'], personId, validHours: 24 })
      const csrOf = async (key: HolderKey, signer = key) => toBase64(await csrFor(key, signer))
      const enrol = async (token: string, key = holderKey('ecdsa-p256'), signer = key) =>
        enrolStaff({ ...house.ground, staffAuthority: authority() })({ token, csr: await csrOf(key, signer), source: '198.51.100.9' })
      const refused = { code: 'auth.enrolment-refused', detail: {} }

      it('that is unknown, used or 24 hours old is refused with one word, for looking and for enrolling', async () => {
        const [used, old] = [await invite(), await invite()]
        await enrol(used.token)
        house.advance(dayMs - 1)
        await expect(authority().invitation(old.token)).resolves.toMatchObject({ personId: old.personId, roles: ['reviewer'] })
        house.advance(1)
        for (const token of ['x'.repeat(43), used.token, old.token]) {
          await expect(authority().invitation(token)).rejects.toMatchObject(refused)
          await expect(enrol(token)).rejects.toMatchObject(refused)
        }
        expect(await house.opened.transaction(({ staff }) => staff.people([old.personId]))).toEqual([])
      })

      it('is not used up by a request that another key signed', async () => {
        const { token } = await invite()
        await expect(enrol(token, holderKey('ecdsa-p256'), holderKey('ecdsa-p256'))).rejects.toMatchObject({ code: 'input.csr-signature' })
        await expect(enrol(token)).resolves.toMatchObject({ person: { name: '孙新人', roles: ['reviewer'], disabledAtMs: null } })
      })

      it('gives one certificate to one of five keys at once, and to that key again the same', async () => {
        const { token, personId } = await invite()
        const keys = Array.from({ length: 5 }, () => holderKey('ecdsa-p256'))
        const answers = await Promise.allSettled(keys.map((key) => enrol(token, key)))
        const won = answers.findIndex(({ status }) => status === 'fulfilled')
        expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
        for (const [index, answer] of answers.entries()) {
          if (answer.status === 'fulfilled') continue
          // While the first is being signed the others hear "busy"; whoever asks again is refused.
          expect(['auth.enrolment-refused', 'busy.signer']).toContain((answer.reason as { code: string }).code)
          await expect(enrol(token, keys[index])).rejects.toMatchObject(refused)
        }
        const again = await enrol(token, keys[won])
        expect(answers[won]).toMatchObject({ value: { certificate: again.certificate } })
        expect(await certificateRow(sha256Hex(Buffer.from(again.certificate, 'base64')))).toMatchObject({
          endedAtMs: null,
          person: { personId },
        })
      })

      it('is void as soon as its person has left, and one on its way lets nobody in', async () => {
        const { token, personId } = await invite()
        const left = { personId, actor: { ...house.reviewer.actor, personId, name: '孙新人', roles: ['reviewer'] as const } }
        await leave(left)
        const { person, certificate } = await enrol(token)
        const found = await certificateRow(sha256Hex(Buffer.from(certificate, 'base64')))
        expect(found).toMatchObject({ person: { personId: person.personId, disabledAtMs: nowMs() } })
        expect(deskActor(found, personId, 'x', nowMs())).toBeUndefined()
        const second = await invite(personId)
        await house.opened.ledger.transaction((tx) => tx.disableStaffMember(personId, nowMs(), 'cessationOfOperation'))
        await expect(enrol(second.token)).rejects.toMatchObject(refused)
      })
    })

    describe('log in by a signed challenge', () => {
      const deps = () => ({ ...house.ground, publicOrigin })
      const challenge = (origin = publicOrigin) => issueChallenge({ ...deps(), publicOrigin: origin })()
      const textOf = ({ nonce, origin }: Pick<Challenge, 'nonce' | 'origin'>, { certificate }: Employee) =>
        canonicalJson({ format: 'certhall.staff-login.v1', origin, nonce, certificateSha256: sha256Hex(certificate) })
      const attempt = (text: string, by: Employee, changes: { signature?: string; certificate?: string } = {}) =>
        logIn(deps())({ text, signature: signatureOf(by, text), certificate: toBase64(by.certificate), source: '198.51.100.9', ...changes })
      const reasons = async () =>
        (await house.opened.record.list({ applicationNo: null, type: 'staff.login-refused' }, undefined, 100)).map(
          ({ event }) => event.detail['reason'],
        )
      const refusedFor = async (reason: string, run: () => Promise<unknown>) => {
        house.advance(1)
        await expect(run()).rejects.toMatchObject({
          code: reason === 'challenge' ? 'auth.challenge-expired' : 'auth.login-refused',
          detail: {},
        })
        expect((await reasons())[0]).toBe(reason)
      }

      it('is refused for a nonce that was never given, was used, or is two minutes old', async () => {
        const by = house.reviewer
        await refusedFor('challenge', () => attempt(textOf({ nonce: toBase64Url(systemRandom.bytes(32)), origin: publicOrigin }, by), by))
        const used = textOf(await challenge(), by)
        await attempt(used, by)
        await refusedFor('challenge', () => attempt(used, by))
        const old = textOf(await challenge(), by)
        house.advance(2 * 60_000)
        await refusedFor('challenge', () => attempt(old, by))
      })

      it('is refused for another place: the statement says so, or the challenge was given there', async () => {
        const by = house.reviewer
        const { nonce } = await challenge()
        await refusedFor('origin', () => attempt(textOf({ nonce, origin: 'https://evil.example' }, by), by))
        const elsewhere = await challenge('https://evil.example')
        await refusedFor('origin', () => attempt(textOf({ nonce: elsewhere.nonce, origin: publicOrigin }, by), by))
      })

      it('is refused for an unknown certificate, another than the named one, and the signature of another key', async () => {
        const by = house.reviewer
        const stranger = { ...by, certificate: new Uint8Array([1, 2, 3]) }
        const fresh = async (who = by) => textOf(await challenge(), who)
        const [unknown, mismatch, foreign] = [await fresh(stranger), await fresh(), await fresh()]
        await refusedFor('certificate-unknown', () => attempt(unknown, stranger))
        await refusedFor('certificate-mismatch', () => attempt(mismatch, by, { certificate: toBase64(house.issuer.certificate) }))
        await refusedFor('signature', () => attempt(foreign, by, { signature: signatureOf(house.issuer, foreign) }))
      })

      it('is refused for a text that is not canonical, before the challenge is touched', async () => {
        const by = house.reviewer
        const text = textOf(await challenge(), by)
        await expect(attempt(` ${text}`, by)).rejects.toMatchObject({ code: 'auth.signature-wrong' })
        await expect(attempt(text, by)).resolves.toMatchObject({ person: { personId: by.personId } })
      })

      it('is refused to who has left, and to a certificate that has run out', async () => {
        const leaver = await house.hire('离任者', ['issuer'])
        const text = textOf(await challenge(), leaver)
        await leave(leaver)
        await refusedFor('certificate-ended', () => attempt(text, leaver))
        const { person, der } = (await certificateRow(house.reviewer.actor.certificateSha256)) ?? { person: undefined, der: undefined }
        if (person === undefined) throw new Error('no reviewer')
        const old = { ...house.reviewer, certificate: house.issuer.certificate.slice() }
        old.certificate[old.certificate.length - 1] = (old.certificate.at(-1) ?? 0) ^ 1
        await house.opened.transaction(({ staff }) =>
          staff.keepEnrolment({ person, certificateSha256: sha256Hex(old.certificate), der, notAfterMs: nowMs(), atMs: nowMs() }),
        )
        const late = textOf(await challenge(), old)
        await refusedFor('certificate-ended', () => attempt(late, old))
      })

      it('uses the challenge up even when it is refused', async () => {
        const by = house.reviewer
        const text = textOf(await challenge(), by)
        await refusedFor('signature', () => attempt(text, by, { signature: 'no signature' }))
        await refusedFor('challenge', () => attempt(text, by))
      })

      it('lets one of ten repeats at once in, and records it', async () => {
        const by = await house.hire('周一次', ['reviewer'])
        const text = textOf(await challenge(), by)
        const answers = await Promise.allSettled(Array.from({ length: 10 }, () => attempt(text, by)))
        expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
        const logins = await house.opened.record.list({ applicationNo: null, type: 'staff.logged-in' }, undefined, 100)
        expect(logins.filter(({ event }) => event.actorId === by.personId)).toHaveLength(1)
      })
    })

    describe('keep a session', () => {
      const sid = (seed: number) => new Uint8Array(32).fill(seed)
      const at = (ms: number) => new Date(nowMs() + ms)
      const session = (personId: string | null, expiresAt: Date) => ({
        kind: 'desk' as const,
        content: { desk: { personId } },
        personId,
        certificateSha256: null,
        source: null,
        browser: null,
        seenAt: null,
        createdAt: at(0),
        expiresAt,
      })

      it('that is nobody else’s: a desk actor needs the person of the certificate, in time and not ended', async () => {
        const { actor } = await house.hire('吴在岗', ['issuer'])
        const row = await certificateRow(actor.certificateSha256)
        expect(deskActor(row, house.reviewer.personId, 'x', nowMs())).toBeUndefined()
        expect(deskActor(undefined, actor.personId, 'x', nowMs())).toBeUndefined()
        expect(deskActor(row, actor.personId, 'x', row?.notAfterMs ?? 0)).toBeUndefined()
        expect(deskActor(row, actor.personId, actor.source, nowMs())).toEqual(actor)
      })

      it('found by its digest alone; written again it keeps its kind and its beginning', async () => {
        const { sessions } = house.opened
        expect(await sessions.find(sid(1))).toBeNull()
        const first = session(house.reviewer.personId, at(60_000))
        await sessions.save(sid(1), first)
        await sessions.save(sid(1), { ...first, kind: 'hall', content: { more: 1 }, createdAt: at(5_000), expiresAt: at(90_000) })
        expect(await sessions.find(sid(1))).toEqual({ ...first, content: { more: 1 }, expiresAt: at(90_000) })
        await sessions.touch(sid(1), at(120_000), null)
        expect((await sessions.find(sid(1)))?.expiresAt).toEqual(at(120_000))
        await sessions.remove(sid(1))
        await sessions.touch(sid(1), at(120_000), null)
        expect(await sessions.find(sid(1))).toBeNull()
      })

      it('until its time, and all of one person until they leave; those of others stay', async () => {
        const { sessions } = house.opened
        const leaver = await house.hire('郑离任', ['auditor'])
        const rows = [
          session(leaver.personId, at(60_000)),
          session(leaver.personId, at(60_000)),
          session(house.issuer.personId, at(60_000)),
          session(null, at(-1)),
        ]
        for (const [index, row] of rows.entries()) await sessions.save(sid(10 + index), row)
        await sessions.removeExpired(at(0))
        await leave(leaver)
        const left = await Promise.all(rows.map((_, index) => sessions.find(sid(10 + index))))
        expect(left.map((row) => row?.personId ?? null)).toEqual([null, null, house.issuer.personId, null])
        await sessions.removePerson(house.issuer.personId)
        expect(await sessions.find(sid(12))).toBeNull()
      })
    })

    describe('leave', () => {
      it('once: the first time stands, of the reasons the worse one, and each news is recorded', async () => {
        const leaver = await house.hire('冯离任', ['reviewer'])
        const leftAtMs = nowMs()
        expect(await leave(leaver)).toMatchObject({ isNew: true })
        house.advance(60_000)
        expect(await leave(leaver)).toMatchObject({ isNew: false })
        expect(await leave(leaver, 'keyCompromise')).toMatchObject({ isNew: true })
        expect(await leave(leaver, 'cessationOfOperation')).toMatchObject({ isNew: false })
        expect(await certificateRow(leaver.actor.certificateSha256)).toMatchObject({
          endedAtMs: leftAtMs,
          person: { disabledAtMs: leftAtMs },
        })
        const events = await house.opened.record.list({ applicationNo: null, type: 'staff.disabled' }, undefined, 100)
        expect(events.filter(({ event }) => event.detail['personId'] === leaver.personId)).toHaveLength(2)
      })

      it('with a list of the open cases that stand on their word', async () => {
        const [decider, releaser] = [await house.hire('陈审核', ['reviewer']), await house.hire('褚制证', ['issuer'])]
        const [open, decided] = [await house.approved(decider), await house.approved(decider)]
        await house.release(open, releaser)
        const done = await house.delivered({ reviewer: decider, issuer: releaser })
        await house.opened.transaction(({ cases }) =>
          cases.change({ applicationNo: done.applicationNo, from: 'approved', version: 1, to: 'completed', atMs: nowMs() }),
        )
        expect(await leave(decider)).toEqual({ isNew: true, openCases: { decided: [open, decided], released: [] } })
        expect(await leave(releaser)).toEqual({ isNew: true, openCases: { decided: [], released: [open] } })
      })
    })
  })
}
