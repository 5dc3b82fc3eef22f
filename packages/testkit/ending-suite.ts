/** What ends a PASSCODE without its being used, and what a crash leaves: run on memory and on PostgreSQL. */
import { displayPasscode, generatePasscode } from '@certhall/contract/passcode/passcode-code'
import { AppError } from '@certhall/kernel/app-error'
import { systemRandom } from '@certhall/kernel/random'
import type { CertificateAuthority } from '@certhall/ra/certificate/ports'
import { abandonRedemption } from '@certhall/ra/passcode/abandon-redemption'
import { expirePasscodes } from '@certhall/ra/passcode/expire-passcodes'
import { settleOrders } from '@certhall/ra/passcode/settle-orders'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenRegistration } from './opened-registration.ts'
import { dayMs, holder, newKey, openRegistrationHouse, type RegistrationHouse } from './registration-house.ts'

export const endingSuite = (kind: string, open: OpenRegistration): void => {
  describe(`the end of a PASSCODE on ${kind}`, () => {
    let house: RegistrationHouse

    beforeAll(async () => {
      house = await openRegistrationHouse(open)
    })
    afterAll(() => house.close())

    const abandon = (passcode: string, serialNumber: string | null) =>
      abandonRedemption(house.ground)({ passcode, serialNumber, actor: holder })
    const expire = (transaction = house.opened.transaction) => expirePasscodes({ ...house.ground, transaction })()
    const settle = (authority: CertificateAuthority = house.ground.authority) => settleOrders({ ...house.ground, authority })(quietMs)
    const ends = async (applicationNo: string) => (await house.codesOf(applicationNo)).map(({ state, endReason }) => endReason ?? state)
    const certificateOf = async (applicationNo: string) => {
      const [code] = await house.codesOf(applicationNo)
      const [found] = await house.opened.transaction(({ passcodes }) => passcodes.ofIds([code?.passcodeId ?? '']))
      return found?.certificate ?? null
    }
    const revocations = async (applicationNo: string) =>
      (await house.opened.waitingJobs()).filter(
        ({ name, payload }) => name === 'revoke-certificate' && payload['applicationNo'] === applicationNo,
      )
    const redeemed = async () => {
      const { applicationNo, code } = await house.delivered(house)
      const key = await newKey()
      return { applicationNo, code, key, certificate: (await house.redeem(code, key)).certificate }
    }
    const silent: CertificateAuthority['issue'] = () => Promise.reject(new AppError('busy.signer'))
    /** Bound to a key; `lost`: the signer signed, and its answer did not arrive. */
    const bound = async (isLost: boolean) => {
      const { authority } = house.ground
      const { applicationNo, code } = await house.delivered(house)
      const key = await newKey()
      const lost: CertificateAuthority['issue'] = async (orders) => authority.issue(orders).then(() => silent(orders))
      await expect(house.redeem(code, key, { authority: { ...authority, issue: isLost ? lost : silent } })).rejects.toMatchObject({
        code: 'busy.signer',
      })
      return { applicationNo, code, key }
    }

    describe('given up', () => {
      it('is refused for a wrong code, a code that nobody has redeemed, another certificate, and a used one', async () => {
        await expect(abandon(displayPasscode(generatePasscode(systemRandom)), null)).rejects.toMatchObject({
          code: 'auth.passcode-invalid',
        })
        const fresh = await house.delivered(house)
        await expect(abandon(fresh.code, null)).rejects.toMatchObject({ code: 'state.conflict' })
        const { applicationNo, code, key, certificate } = await redeemed()
        await expect(abandon(code, null)).rejects.toMatchObject({ code: 'state.conflict' })
        await expect(abandon(code, '0'.repeat(38))).rejects.toMatchObject({ code: 'state.conflict' })
        await house.confirm(code, certificate, key.holder)
        await expect(abandon(code, certificate.serialNumber)).rejects.toMatchObject({ code: 'state.passcode-used' })
        expect(await certificateOf(applicationNo)).toMatchObject({ state: 'valid' })
      })

      it('takes its certificate with it, once, and staff may release again without a reason', async () => {
        const { applicationNo, code, certificate } = await redeemed()
        const { serialNumber } = certificate
        const answers = await Promise.allSettled([abandon(code, serialNumber), abandon(code, serialNumber)])
        expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
        expect(await ends(applicationNo)).toEqual(['abandoned'])
        expect(await certificateOf(applicationNo)).toMatchObject({ state: 'revoked', endReason: 'superseded', confirmedAtMs: null })
        expect(await revocations(applicationNo)).toHaveLength(1)
        house.advance(1_000)
        await house.deliver(await house.release(applicationNo, house.issuer))
        expect(await ends(applicationNo)).toEqual(['delivered', 'abandoned'])
      })

      it('loses to a confirmation, or wins over it: never both', async () => {
        const { applicationNo, code, key, certificate } = await redeemed()
        const [abandoned, confirmed] = await Promise.allSettled([
          abandon(code, certificate.serialNumber),
          house.confirm(code, certificate, key.holder),
        ])
        expect([abandoned.status, confirmed.status].toSorted()).toEqual(['fulfilled', 'rejected'])
        const isUsed = confirmed.status === 'fulfilled'
        expect(await certificateOf(applicationNo)).toMatchObject({ state: isUsed ? 'valid' : 'revoked' })
        expect(await house.stateOf(applicationNo)).toBe(isUsed ? 'completed' : 'approved')
      })
    })

    describe('by time', () => {
      it('comes when its days are over, not a moment earlier, once by two sweeps', async () => {
        const { applicationNo } = await house.delivered(house)
        house.advance(14 * dayMs - 1)
        await expire()
        expect(await ends(applicationNo)).toEqual(['delivered'])
        house.advance(1)
        await Promise.all([expire(), expire()])
        expect(await ends(applicationNo)).toEqual(['run-out'])
        expect(await house.events(applicationNo, 'passcode.expired')).toHaveLength(1)
      })

      it('comes for a certificate that nobody confirmed in 14 days, which is revoked with it; a confirmed one stays', async () => {
        const [left, kept] = [await redeemed(), await redeemed()]
        await house.confirm(kept.code, kept.certificate, kept.key.holder)
        house.advance(14 * dayMs - 1)
        await expire()
        expect(await certificateOf(left.applicationNo)).toMatchObject({ state: 'valid' })
        house.advance(1)
        await Promise.all([expire(), expire()])
        expect(await ends(left.applicationNo)).toEqual(['unconfirmed'])
        expect(await certificateOf(left.applicationNo)).toMatchObject({ state: 'revoked', endReason: 'cessationOfOperation' })
        expect(await revocations(left.applicationNo)).toHaveLength(1)
        expect(await certificateOf(kept.applicationNo)).toMatchObject({ state: 'valid' })
        await expect(house.confirm(left.code, left.certificate, left.key.holder)).rejects.toMatchObject({ code: 'state.passcode-voided' })
      })

      it('comes for one that was frozen before anybody confirmed it, which stays on the list until then', async () => {
        const { applicationNo, certificate, code, key } = await redeemed()
        await house.opened.transaction(({ certificates }) => certificates.freeze(certificate, house.ground.clock.nowMs()))
        await expect(house.confirm(code, certificate, key.holder)).rejects.toMatchObject({ code: 'state.certificate-frozen' })
        house.advance(14 * dayMs - 1)
        await expire()
        const listed = await house.opened.transaction(({ certificates }) => certificates.unconfirmed(house.ground.clock.nowMs(), 500))
        expect(listed.find((each) => each.applicationNo === applicationNo)).toMatchObject({ state: 'frozen', confirmedAtMs: null })
        house.advance(1)
        await Promise.all([expire(), expire()])
        expect(await ends(applicationNo)).toEqual(['unconfirmed'])
        expect(await certificateOf(applicationNo)).toMatchObject({ state: 'revoked', endReason: 'cessationOfOperation' })
        expect(await revocations(applicationNo)).toHaveLength(1)
      })

      it('ends the approval 30 days later when it was not sent again', async () => {
        const { applicationNo } = await runOut()
        house.advance(30 * dayMs - 1)
        await expire()
        expect(await house.stateOf(applicationNo)).toBe('approved')
        house.advance(1)
        await Promise.all([expire(), expire()])
        expect(await house.stateOf(applicationNo)).toBe('expired')
        expect(await house.events(applicationNo, 'application.expired')).toHaveLength(1)
      })

      it('leaves an approval that was listed as lapsed and released again before it was locked, the code made or not', async () => {
        for (const isDelivered of [true, false]) {
          const { applicationNo } = await runOut()
          house.advance(30 * dayMs)
          await expire(
            interrupted(async () => {
              const releaseId = await house.release(applicationNo, house.issuer)
              if (isDelivered) await house.deliver(releaseId)
            }),
          )
          expect(await house.stateOf(applicationNo)).toBe('approved')
        }
      })

      const runOut = async () => {
        const { applicationNo } = await house.delivered(house)
        house.advance(14 * dayMs)
        await expire()
        return { applicationNo }
      }
      /** Does something between the list of lapsed approvals and the lock on the first of them. */
      const interrupted =
        (meanwhile: () => Promise<void>): typeof house.opened.transaction =>
        async (work) => {
          let isList = false
          const result = await house.opened.transaction((tx) => {
            const lapsedApprovals: typeof tx.cases.lapsedApprovals = (...asked) => {
              isList = true
              return tx.cases.lapsedApprovals(...asked)
            }
            return work({ ...tx, cases: { ...tx.cases, lapsedApprovals } })
          })
          if (isList) await meanwhile()
          return result
        }
    })

    describe('after a crash', () => {
      it('does not come while the order may be on its way', async () => {
        const { applicationNo } = await bound(true)
        house.advance(quietMs - 1)
        await settle()
        expect(await certificateOf(applicationNo)).toBeNull()
      })

      it('does not come: an answer that was lost is asked for again, and stored once by two sweeps', async () => {
        const { applicationNo, code, key } = await bound(true)
        house.advance(quietMs)
        await Promise.all([settle(), settle()])
        expect(await settle()).toBe(0)
        expect(await house.events(applicationNo, 'certificate.stored')).toHaveLength(1)
        const { serialNumber } = (await certificateOf(applicationNo)) ?? {}
        expect((await house.redeem(code, key)).certificate.serialNumber).toBe(serialNumber)
      })

      it('comes only with its time for an order that the signer never saw; the binding does not keep it alive', async () => {
        const { applicationNo, code, key } = await bound(false)
        house.advance(quietMs)
        await settle()
        expect(await ends(applicationNo)).toEqual(['redeeming'])
        house.advance(14 * dayMs)
        await Promise.all([settle(), settle()])
        expect(await ends(applicationNo)).toEqual(['run-out'])
        expect(await house.events(applicationNo, 'passcode.expired')).toHaveLength(1)
        await expect(house.redeem(code, key)).rejects.toMatchObject({ code: 'state.passcode-expired' })
      })

      it('revokes a certificate that comes to light after its code was replaced', async () => {
        const { applicationNo, code } = await bound(true)
        house.advance(1_000)
        await house.release(applicationNo, house.issuer, { resendReason: '长时间无响应' })
        house.advance(quietMs)
        await settle()
        expect(await ends(applicationNo)).toEqual(['replaced'])
        expect(await certificateOf(applicationNo)).toMatchObject({ state: 'revoked', endReason: 'cessationOfOperation' })
        expect(await revocations(applicationNo)).toHaveLength(1)
        await expect(house.redeem(code, await newKey())).rejects.toMatchObject({ code: 'state.passcode-voided' })
        expect(await settle()).toBe(0)
      })

      it('stops asking about an ended code whose order never arrived', async () => {
        const { applicationNo, code } = await bound(false)
        await abandon(code, null)
        const asked: string[] = []
        const authority: CertificateAuthority = {
          ...house.ground.authority,
          orderStatus: (orderIds) => {
            asked.push(...orderIds)
            return house.ground.authority.orderStatus(orderIds)
          },
        }
        const [{ orderId } = { orderId: null }] = await house.codesOf(applicationNo)
        house.advance(quietMs)
        await settle(authority)
        house.advance(2 * 60_000)
        await settle(authority)
        await settle(authority)
        expect(asked.filter((each) => each === orderId)).toHaveLength(2)
        expect(await ends(applicationNo)).toEqual(['abandoned'])
      })
    })

    describe('of the approval', () => {
      // Whoever was hired at the beginning may have no certificate any more.
      const staff = async () => ({ reviewer: await house.hire('李审核', ['reviewer']), issuer: await house.hire('张制证', ['issuer']) })

      it('comes 90 days after it when nobody released, once by two sweeps, and tells the contact', async () => {
        const { reviewer, issuer } = await staff()
        const applicationNo = await house.approved(reviewer)
        house.advance(90 * dayMs - 1)
        await expire()
        expect(await house.stateOf(applicationNo)).toBe('approved')
        house.advance(1)
        await Promise.all([expire(), expire()])
        expect(await house.stateOf(applicationNo)).toBe('expired')
        expect(await house.events(applicationNo, 'application.expired')).toHaveLength(1)
        const notices = await house.opened.transaction((tx) => tx.notices.ofApplications([applicationNo]))
        expect(
          notices
            .filter(({ kind: each }) => each === 'application-lapsed')
            .map(({ channel }) => channel)
            .toSorted(),
        ).toEqual(['email', 'sms'])
        await expect(house.release(applicationNo, issuer)).rejects.toMatchObject({ code: 'state.application' })
      })

      it('comes as well when its code was given up and nobody released again, 90 days after that', async () => {
        const { applicationNo, code } = await house.delivered(await staff())
        const key = await newKey()
        const { certificate } = await house.redeem(code, key)
        house.advance(dayMs)
        await abandon(code, certificate.serialNumber)
        house.advance(90 * dayMs - 1)
        await expire()
        expect(await house.stateOf(applicationNo)).toBe('approved')
        house.advance(1)
        await expire()
        expect(await house.stateOf(applicationNo)).toBe('expired')
      })

      it('does not come to one that was released on its last day, the code made or not', async () => {
        const { reviewer, issuer } = await staff()
        const applicationNo = await house.approved(reviewer)
        house.advance(90 * dayMs - 1)
        const releaseId = await house.release(applicationNo, issuer)
        house.advance(1)
        await expire()
        expect(await house.stateOf(applicationNo)).toBe('approved')
        await house.deliver(releaseId)
        house.advance(dayMs)
        await expire()
        expect(await house.stateOf(applicationNo)).toBe('approved')
      })
    })
  })
}

const quietMs = 15_000
