/** What the end of a member of the staff promises, whatever the ledger is made of: run on memory and on PostgreSQL. */
import { publishCrl } from '@certhall/ca/crl/publish-crl'
import type { Ledger } from '@certhall/ca/ports'
import { disableStaff } from '@certhall/ca/staff/disable-staff'
import { enrolStaff } from '@certhall/ca/staff/enrol-staff'
import { inviteStaff } from '@certhall/ca/staff/invite-staff'
import { lookAtInvitation } from '@certhall/ca/staff/look-at-invitation'
import type { IssueOrder, IssueOutcome } from '@certhall/contract/signer/issue'
import type { LeavingReason, StaffRole } from '@certhall/contract/staff/roles'
import { toBase64, toHex } from '@certhall/kernel/bytes'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { parseCrl } from '@certhall/pki/crl/parse-crl'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csrFor, holderKey, type IssuingHouse, openIssuingHouse, orderOf, type StaffPerson } from './issuing-house.ts'

const dayMs = 86_400_000

export const leavingSuite = (
  kind: string,
  openLedger: () => Promise<{ readonly ledger: Ledger; readonly close: () => Promise<void> }>,
): void => {
  describe(`leaving the staff on ${kind}`, () => {
    let opened: Awaited<ReturnType<typeof openLedger>>
    let house: IssuingHouse
    let reviewer: StaffPerson
    let issuer: StaffPerson

    beforeAll(async () => {
      opened = await openLedger()
      house = await openIssuingHouse(opened.ledger)
      reviewer = await house.hire('李审核', ['reviewer'])
      issuer = await house.hire('张制证', ['issuer'])
    })
    afterAll(async () => {
      await house.close()
      await opened.close()
    })

    const leave = (personId: string, reason: LeavingReason = 'cessationOfOperation', isForced = false) =>
      disableStaff({ ...house.deps, tell: () => {} }, { personId, reason, isForced })
    const orderBy = (from: StaffPerson, by = issuer, preparedAtMs = house.clock.nowMs()): Promise<IssueOrder> =>
      orderOf(from, by, preparedAtMs, by === issuer ? { release: { preparedAtMs: house.clock.nowMs() } } : {})
    const issue = async (order: IssueOrder): Promise<IssueOutcome | undefined> => (await house.queue.issue([order]))[0]
    const ended = { outcome: 'refused', code: 'policy.evidence', detail: { reason: 'person-ended' } }
    const laterBy = (ms: number): void => house.clock.set(house.clock.nowMs() + ms)
    const revoked = async (): Promise<readonly string[]> => {
      const authority = house.deps.profiles.staff.authority
      laterBy(1000)
      expect(await publishCrl({ ...house.deps, signStream: house.deps.signing.signStream }, authority, dayMs)).toBe(true)
      const head = (await opened.ledger.read((tx) => tx.publishedCrls())).find(({ authorityId }) => authorityId === 'staff')
      const der = await opened.ledger.read((tx) => tx.crlDer('staff', head?.crlNumber ?? 0))
      return parseCrl(der ?? new Uint8Array()).entries.map(({ serial }) => toHex(serial))
    }

    describe('refuses', () => {
      it('somebody unknown', async () => {
        await expect(leave('00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({ code: 'missing.person' })
      })

      it.each<[string, () => StaffPerson, StaffRole]>([
        ['reviewer', () => reviewer, 'reviewer'],
        ['issuer', () => issuer, 'issuer'],
      ])('the last %s, and changes nothing', async (_name, person, role) => {
        await expect(leave(person().personId)).rejects.toMatchObject({
          code: 'policy.last-of-role',
          detail: { reason: 'role-empty', roles: role },
        })
        expect(await issue(await orderBy(reviewer))).toMatchObject({ outcome: 'issued' })
      })

      it('to leave one person alone with decision and release', async () => {
        const both = await house.hire('双角色', ['reviewer', 'issuer'])
        const auditor = await house.hire('赵审计', ['auditor'])
        await leave(reviewer.personId)
        await expect(leave(issuer.personId)).rejects.toMatchObject({ code: 'policy.last-of-role', detail: { reason: 'one-person-left' } })
        await expect(leave(auditor.personId)).rejects.toMatchObject({ code: 'policy.last-of-role', detail: { roles: 'auditor' } })
        reviewer = await house.hire('新审核', ['reviewer'])
        await leave(both.personId)
      })

      it('one of two who would leave at the same time', async () => {
        const second = await house.hire('王复核', ['reviewer'])
        const results = await Promise.allSettled([leave(reviewer.personId), leave(second.personId)])
        expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
        reviewer = results[0]?.status === 'rejected' ? reviewer : second
      })

      it('what they sign later, as reviewer and as issuer', async () => {
        const [first, other] = [await house.hire('离任审核', ['reviewer']), await house.hire('离任制证', ['issuer'])]
        await leave(first.personId)
        await leave(other.personId)
        expect(await issue(await orderBy(first))).toMatchObject(ended)
        expect(await issue(await orderBy(reviewer, other))).toMatchObject(ended)
      })

      it('what they signed before, when the key may be in other hands', async () => {
        const leaver = await house.hire('失钥者', ['reviewer'])
        const order = await orderBy(leaver)
        laterBy(1)
        await leave(leaver.personId, 'keyCompromise')
        expect(await issue(order)).toMatchObject(ended)
        await leave(leaver.personId)
        expect(await issue(order)).toMatchObject(ended)
      })

      it('what they signed before, when that is long ago', async () => {
        const leaver = await house.hire('久离者', ['reviewer'])
        const beforeMs = house.clock.nowMs()
        laterBy(1)
        await leave(leaver.personId)
        laterBy(62 * dayMs + 1)
        expect(await issue(await orderBy(leaver, issuer, beforeMs))).toMatchObject(ended)
      })

      it('a link that was open, and a new one', async () => {
        const leaver = await house.hire('再邀者', ['reviewer'])
        const { token } = await inviteStaff(house.deps, { name: '再邀者', roles: ['reviewer'], personId: leaver.personId, validHours: 24 })
        await leave(leaver.personId)
        await expect(lookAtInvitation(house.deps, token)).rejects.toMatchObject({ code: 'auth.enrolment-refused' })
        await expect(enrolStaff(house.deps, token, toBase64(await csrFor(holderKey('ecdsa-p256'))))).rejects.toMatchObject({
          code: 'auth.enrolment-refused',
        })
        await expect(
          inviteStaff(house.deps, { name: '再邀者', roles: ['reviewer'], personId: leaver.personId, validHours: 24 }),
        ).rejects.toMatchObject({ code: 'missing.person' })
      })
    })

    it('goes through by force when nobody else holds the role', async () => {
      const only = await house.hire('独审计', ['auditor'])
      const others = (await opened.ledger.read((tx) => tx.staffMembers())).filter(
        ({ roles, personId }) => roles.includes('auditor') && personId !== only.personId,
      )
      for (const { personId } of others) await leave(personId)
      expect(await leave(only.personId, 'cessationOfOperation', true)).toMatchObject({ member: { personId: only.personId } })
    })

    it('lets somebody go who never enrolled', async () => {
      const { personId } = await inviteStaff(house.deps, { name: '未登记', roles: ['reviewer'], personId: null, validHours: 24 })
      expect((await leave(personId)).revokedSerials).toEqual([])
    })

    it('leaves standing what they signed before, for a while', async () => {
      const leaver = await house.hire('退休者', ['reviewer'])
      const beforeMs = house.clock.nowMs()
      laterBy(1)
      await leave(leaver.personId)
      laterBy(30 * dayMs)
      expect(await issue(await orderBy(leaver, issuer, beforeMs))).toMatchObject({ outcome: 'issued' })
    })

    it('puts their certificate on the list of the staff CA, and asked again answers the same', async () => {
      const leaver = await house.hire('在册者', ['reviewer'])
      const serial = toHex(parseCertificate(leaver.certificate).serial)
      const first = await leave(leaver.personId)
      laterBy(5000)
      expect(await leave(leaver.personId)).toEqual(first)
      expect(first.revokedSerials.map((each) => toHex(each))).toEqual([serial])
      expect(await revoked()).toContain(serial)
    })

    it('revokes what was being signed for them meanwhile', async () => {
      const leaver = await house.hire('赶晚者', ['reviewer'])
      const { token } = await inviteStaff(house.deps, { name: '赶晚者', roles: ['reviewer'], personId: leaver.personId, validHours: 24 })
      const signing = {
        ...house.deps.signing,
        sign: async (...order: Parameters<typeof house.deps.signing.sign>) => {
          await leave(leaver.personId)
          return house.deps.signing.sign(...order)
        },
      }
      const { der } = await enrolStaff({ ...house.deps, signing }, token, toBase64(await csrFor(holderKey('ecdsa-p256'))))
      expect(await revoked()).toContain(toHex(parseCertificate(der).serial))
    })
  })
}
