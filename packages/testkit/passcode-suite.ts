/** What redemption and confirmation promise, whatever their stores are made of: run on memory and on PostgreSQL. */
import { displayPasscode, generatePasscode, parsePasscode } from '@certhall/contract/passcode/passcode-code'
import type { IssueOrder, IssueOutcome } from '@certhall/contract/signer/issue'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import { systemRandom } from '@certhall/kernel/random'
import type { CertificateAuthority } from '@certhall/ra/certificate/ports'
import { checkPasscode } from '@certhall/ra/passcode/check-passcode'
import { confirmInstallation } from '@certhall/ra/passcode/confirm-installation'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holderKey } from './issuing-house.ts'
import type { OpenRegistration } from './opened-registration.ts'
import {
  confirmationText,
  dayMs,
  holder,
  newKey,
  openRegistrationHouse,
  type RegistrationHouse,
  signatureOf,
} from './registration-house.ts'

export const passcodeSuite = (kind: string, open: OpenRegistration): void => {
  describe(`a PASSCODE on ${kind}`, () => {
    let house: RegistrationHouse

    beforeAll(async () => {
      house = await openRegistrationHouse(open)
    })
    afterAll(() => house.close())

    const look = (code: string) => checkPasscode(house.ground)(code, holder)
    const refusalsInRecord = async () =>
      (await house.opened.record.list({ applicationNo: null, type: 'passcode.refused' }, undefined, 200)).length
    /** The signer with other answers; counts the orders that reached it. */
    const signer = (issue: (orders: readonly IssueOrder[]) => Promise<readonly IssueOutcome[]>) => {
      const orderIds = new Set<string>()
      const authority: CertificateAuthority = {
        ...house.ground.authority,
        issue: (orders) => {
          for (const { orderId } of orders) orderIds.add(orderId)
          return issue(orders)
        },
      }
      return { authority, orderIds }
    }
    const real = () => signer(house.ground.authority.issue)
    const silent = () => signer(() => Promise.reject(new AppError('busy.signer')))
    const doubtful = () =>
      signer(async (orders) => orders.map(({ orderId }) => ({ outcome: 'doubtful', orderId, serialNumber: '01'.repeat(19) })))
    const codesOf = (outcomes: readonly { ok: boolean; code?: string }[]) =>
      outcomes.map((outcome) => (outcome.ok ? 'issued' : outcome.code))

    describe('is refused', () => {
      it('with the same word when the locator is unknown and when only the secret is wrong; nothing is burnt, every try recorded', async () => {
        const { applicationNo, code } = await house.delivered(house)
        const { locator } = orThrow(parsePasscode(code))
        const before = await refusalsInRecord()
        for (const wrong of [generatePasscode(systemRandom), { locator, secret: generatePasscode(systemRandom).secret }]) {
          await expect(look(displayPasscode(wrong))).rejects.toMatchObject({ code: 'auth.passcode-invalid', detail: {} })
          await expect(house.redeem(displayPasscode(wrong), await newKey())).rejects.toMatchObject({
            code: 'auth.passcode-invalid',
            detail: {},
          })
        }
        expect(await refusalsInRecord()).toBe(before + 4)
        expect(await house.codesOf(applicationNo)).toMatchObject([{ state: 'delivered', boundSpkiSha256: null, orderAttempt: 0 }])
      })

      it('while its hand-over is not recorded', async () => {
        const releaseId = await house.release(await house.approved(house.reviewer), house.issuer)
        let answer: unknown
        const tryAtOnce = async ({ codes }: { readonly codes: readonly string[] }): Promise<void> => {
          answer = await house.redeem(codes[0] ?? '', await newKey()).catch((error: unknown) => error)
        }
        await house.deliver(releaseId, { carrier: { send: tryAtOnce } })
        expect(answer).toMatchObject({ code: 'auth.passcode-invalid' })
      })

      it('when its time has run out, on the very millisecond, before any sweep', async () => {
        const { code } = await house.delivered(house)
        house.advance(14 * dayMs - 1)
        await expect(look(code)).resolves.toMatchObject({ passcode: { state: 'delivered' } })
        house.advance(1)
        await expect(house.redeem(code, await newKey())).rejects.toMatchObject({ code: 'state.passcode-expired' })
        await expect(look(code)).rejects.toMatchObject({ code: 'state.passcode-expired' })
      })

      it('when it was used, and can still be looked at', async () => {
        const { code } = await house.delivered(house)
        const key = await newKey()
        const { certificate } = await house.redeem(code, key)
        await house.confirm(code, certificate, key.holder)
        await expect(house.redeem(code, key)).rejects.toMatchObject({ code: 'state.passcode-used' })
        expect(await look(code)).toMatchObject({ passcode: { state: 'used' }, certificate: { serialNumber: certificate.serialNumber } })
      })

      it('when it was replaced', async () => {
        const { applicationNo, code } = await house.delivered(house)
        await house.release(applicationNo, house.issuer, { resendReason: '短信未收到' })
        await expect(house.redeem(code, await newKey())).rejects.toMatchObject({ code: 'state.passcode-voided' })
        await expect(look(code)).rejects.toMatchObject({ code: 'state.passcode-voided' })
      })

      it('when its application is no longer approved', async () => {
        const { applicationNo, code } = await house.delivered(house)
        await house.opened.transaction(({ cases }) =>
          cases.change({ applicationNo, from: 'approved', version: 1, to: 'expired', atMs: house.ground.clock.nowMs() }),
        )
        const { authority, orderIds } = real()
        await expect(house.redeem(code, await newKey(), { authority })).rejects.toMatchObject({ code: 'state.application' })
        expect(orderIds.size).toBe(0)
      })

      it('for another key than the first, whether the certificate is there already or not', async () => {
        const { applicationNo, code } = await house.delivered(house)
        const key = await newKey()
        await expect(house.redeem(code, key, silent())).rejects.toMatchObject({ code: 'busy.signer' })
        await expect(house.redeem(code, await newKey())).rejects.toMatchObject({ code: 'state.passcode-other-key' })
        await house.redeem(code, key)
        await expect(house.redeem(code, await newKey())).rejects.toMatchObject({ code: 'state.passcode-other-key' })
        expect(await house.codesOf(applicationNo)).toMatchObject([{ state: 'redeeming', boundSpkiSha256: key.spkiSha256, orderAttempt: 1 }])
      })

      it('for a key that has a certificate already, and is free again for a new one', async () => {
        const [first, second] = [await house.delivered(house), await house.delivered(house)]
        const key = await newKey()
        await house.redeem(first.code, key)
        await expect(house.redeem(second.code, key)).rejects.toMatchObject({ code: 'input.csr-key-reused' })
        expect(await house.codesOf(second.applicationNo)).toMatchObject([
          { state: 'delivered', boundSpkiSha256: null, orderId: null, orderAttempt: 0 },
        ])
        expect(await house.events(second.applicationNo, 'passcode.unbound')).toHaveLength(1)
        await expect(house.redeem(second.code, await newKey())).resolves.toMatchObject({ certificate: { state: 'valid' } })
      })

      it('when the signer answers with a certificate for another key: nothing of it is stored', async () => {
        const other = await house.redeem((await house.delivered(house)).code, await newKey())
        const { applicationNo, code } = await house.delivered(house)
        const foreign = signer(async ([order]) => {
          const [outcome] = await house.ground.authority.orderStatus([other.found.passcode.orderId ?? ''])
          return outcome?.outcome === 'issued' ? [{ ...outcome, orderId: order?.orderId ?? '' }] : []
        })
        await expect(house.redeem(code, await newKey(), foreign)).rejects.toMatchObject({
          code: 'internal.unexpected',
          detail: { reason: 'foreign-key-certified' },
        })
        expect(await house.codesOf(applicationNo)).toMatchObject([{ state: 'redeeming' }])
        expect(await look(code)).toMatchObject({ certificate: null })
      })

      it('after two orders in doubt: one more try, then it is void', async () => {
        const { applicationNo, code } = await house.delivered(house)
        await expect(house.redeem(code, await newKey(), doubtful())).rejects.toMatchObject({ code: 'state.order-doubtful' })
        expect(await house.codesOf(applicationNo)).toMatchObject([{ state: 'delivered', orderAttempt: 1 }])
        await expect(house.redeem(code, await newKey(), doubtful())).rejects.toMatchObject({ code: 'state.order-doubtful' })
        await expect(house.redeem(code, await newKey())).rejects.toMatchObject({ code: 'state.passcode-voided' })
        expect(await house.events(applicationNo, 'order.doubtful')).toHaveLength(2)
      })
    })

    describe('is redeemed', () => {
      it('by exactly one of 40 different keys at once, with exactly one order', async () => {
        const { applicationNo, code } = await house.delivered(house)
        const { authority, orderIds } = real()
        const keys = await Promise.all(Array.from({ length: 40 }, () => newKey()))
        const outcomes = (await Promise.all(keys.map((key) => house.redeemAll([{ code, key }], { authority })))).flat()
        expect(codesOf(outcomes).toSorted()).toEqual(['issued', ...Array.from({ length: 39 }, () => 'state.passcode-other-key')])
        expect(orderIds.size).toBe(1)
        expect(await house.events(applicationNo, 'passcode.redeeming')).toHaveLength(1)
        expect(await house.events(applicationNo, 'certificate.stored')).toHaveLength(1)
      })

      it('with one certificate for 20 requests with one key at once, and for one more later', async () => {
        const { code } = await house.delivered(house)
        const { authority, orderIds } = real()
        const key = await newKey()
        const redeemed = await Promise.all(Array.from({ length: 20 }, () => house.redeem(code, key, { authority })))
        redeemed.push(await house.redeem(code, key, { authority }))
        expect(new Set(redeemed.map(({ certificate }) => certificate.serialNumber)).size).toBe(1)
        expect(orderIds.size).toBe(1)
      })

      it('in one batch with others, each with its own answer', async () => {
        const [first, second] = [await house.delivered(house), await house.delivered(house)]
        const [key, other] = [await newKey(), await newKey()]
        const unknown = displayPasscode(generatePasscode(systemRandom))
        const { authority, orderIds } = real()
        const outcomes = await house.redeemAll(
          [
            { code: first.code, key },
            { code: unknown, key },
            { code: second.code, key: other },
            { code: first.code, key },
            { code: second.code, key },
          ],
          { authority },
        )
        expect(codesOf(outcomes)).toEqual(['issued', 'auth.passcode-invalid', 'issued', 'issued', 'state.passcode-other-key'])
        expect(outcomes[0]).toMatchObject({ value: { certificate: { applicationNo: first.applicationNo, spkiSha256: key.spkiSha256 } } })
        expect(orderIds.size).toBe(2)
      })

      it('after the signer was silent, with the same key and the same order', async () => {
        const { applicationNo, code } = await house.delivered(house)
        const key = await newKey()
        const quiet = silent()
        await expect(house.redeem(code, key, quiet)).rejects.toMatchObject({ code: 'busy.signer' })
        const again = real()
        await house.redeem(code, key, again)
        expect(again.orderIds).toEqual(quiet.orderIds)
        expect(await house.codesOf(applicationNo)).toMatchObject([{ state: 'redeeming', orderAttempt: 1 }])
      })
    })

    describe('is confirmed', () => {
      const redeemed = async () => {
        const { applicationNo, code } = await house.delivered(house)
        const key = await newKey()
        return { applicationNo, code, key: key.holder, certificate: (await house.redeem(code, key)).certificate }
      }

      it('not before there is a certificate', async () => {
        const other = await redeemed()
        const { code } = await house.delivered(house)
        await expect(house.confirm(code, other.certificate, other.key)).rejects.toMatchObject({ code: 'missing.certificate' })
      })

      it('not by another key, not for another certificate, not by a text that is no confirmation', async () => {
        const { applicationNo, code, key, certificate } = await redeemed()
        const other = await redeemed()
        const confirm = (text: string, signature: string) =>
          confirmInstallation(house.ground)({ passcode: code, text, signature, actor: holder })
        const refusal = { code: 'auth.signature-wrong' }
        await expect(house.confirm(code, certificate, holderKey('ecdsa-p256'))).rejects.toMatchObject(refusal)
        await expect(house.confirm(code, other.certificate, key)).rejects.toMatchObject(refusal)
        await expect(house.confirm(code, { ...certificate, serialNumber: '0'.repeat(38) }, key)).rejects.toMatchObject(refusal)
        await expect(
          confirm(` ${confirmationText(certificate)}`, signatureOf(key, ` ${confirmationText(certificate)}`)),
        ).rejects.toMatchObject(refusal)
        await expect(confirm(confirmationText(certificate), 'no signature')).rejects.toMatchObject(refusal)
        expect(await house.codesOf(applicationNo)).toMatchObject([{ state: 'redeeming' }])
      })

      it('not when the certificate was revoked meanwhile', async () => {
        const { applicationNo, code, key, certificate } = await redeemed()
        const { authorityId, serialNumber } = certificate
        await house.opened.transaction(({ certificates }) =>
          certificates.revoke({ authorityId, serialNumber, reason: 'keyCompromise', atMs: house.ground.clock.nowMs() }),
        )
        await expect(house.confirm(code, certificate, key)).rejects.toMatchObject({ code: 'state.certificate-revoked' })
        expect(await house.stateOf(applicationNo)).toBe('approved')
      })

      it('not by half: when the case changed meanwhile, code and certificate stay as they were', async () => {
        const { applicationNo, code, key, certificate } = await redeemed()
        const transaction: typeof house.opened.transaction = (work) =>
          house.opened.transaction((tx) => work({ ...tx, cases: { ...tx.cases, change: async () => false } }))
        await expect(house.confirm(code, certificate, key, { transaction })).rejects.toMatchObject({ code: 'state.conflict' })
        expect(await look(code)).toMatchObject({ passcode: { state: 'redeeming' }, certificate: { confirmedAtMs: null } })
        expect(await house.events(applicationNo, 'certificate.confirmed')).toEqual([])
      })

      it('with the UKEY that took it: into its stock, once, and only where the certificate was for a UKEY', async () => {
        const ofUkey: typeof house.opened.transaction = (work) =>
          house.opened.transaction((tx) =>
            work({
              ...tx,
              passcodes: {
                ...tx.passcodes,
                ofIds: async (ids) =>
                  (await tx.passcodes.ofIds(ids)).map((each) => ({
                    ...each,
                    application: { ...each.application, medium: 'ukey' as const },
                  })),
              },
            }),
          )
        const bound = async (transaction: typeof house.opened.transaction, serialNumber: string) => {
          const { code, key, certificate } = await redeemed()
          const text = confirmationText(certificate)
          const confirmation = {
            passcode: code,
            text,
            signature: signatureOf(key, text),
            token: { modelId: 'certhall-software-ukey', serialNumber },
            actor: holder,
          }
          for (let time = 0; time < 2; time += 1)
            expect(await confirmInstallation({ ...house.ground, transaction })(confirmation)).toMatchObject({ passcode: { state: 'used' } })
          return house.opened.transaction(({ ukeys }) => ukeys.movements({ modelId: 'certhall-software-ukey', serialNumber }))
        }
        expect(await bound(house.opened.transaction, 'SOFT-0001')).toEqual([])
        expect(await bound(ofUkey, 'SOFT-0002')).toMatchObject([{ from: 'holder', to: 'inUse' }])
      })

      it('once, however often and however many at once it is told; only then it is used and the application completed', async () => {
        const { applicationNo, code, key, certificate } = await redeemed()
        expect(await house.stateOf(applicationNo)).toBe('approved')
        const answers = await Promise.all(Array.from({ length: 8 }, () => house.confirm(code, certificate, key)))
        answers.push(await house.confirm(code, certificate, key))
        expect(new Set(answers.map(({ passcode }) => passcode.state))).toEqual(new Set(['used']))
        expect(await house.stateOf(applicationNo)).toBe('completed')
        expect(await look(code)).toMatchObject({ certificate: { state: 'valid', confirmedAtMs: house.ground.clock.nowMs() } })
        for (const type of ['passcode.used', 'certificate.confirmed', 'application.completed'])
          expect(await house.events(applicationNo, type)).toHaveLength(1)
        const notices = await house.opened.transaction((tx) => tx.notices.ofApplications([applicationNo]))
        expect(notices.filter((notice) => notice.kind === 'certificate-downloaded')).toHaveLength(1)
      })
    })
  })
}
