/** What the signer demands of orders on an existing certificate, whatever the ledger is made of. */
import { issueCertificates } from '@certhall/ca/issuance/issue-certificates'
import { lookUpOrders } from '@certhall/ca/issuance/look-up-orders'
import { revokeCertificate } from '@certhall/ca/crl/revoke-certificate'
import type { Ledger } from '@certhall/ca/ports'
import { followUpRules, type FollowUpReason, type FollowUpType, makesCertificate } from '@certhall/contract/application/follow-up'
import type { ApplicationSnapshot } from '@certhall/contract/application/snapshot'
import type { RevocationReason } from '@certhall/contract/certificate/vocabulary'
import type { IssueOrder, IssueOutcome } from '@certhall/contract/signer/issue'
import { systemRandom } from '@certhall/kernel/random'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csrFor, holderKey, type IssuingHouse, openIssuingHouse, type OrderBend, orderOf, type StaffPerson } from './issuing-house.ts'
import { toBase64 } from '@certhall/kernel/bytes'

type Issued = Extract<IssueOutcome, { outcome: 'issued' }>
type Target = Pick<Issued, 'authorityId' | 'serialNumber'>

export const followUpSuite = (
  kind: string,
  openLedger: () => Promise<{ readonly ledger: Ledger; readonly close: () => Promise<void> }>,
): void => {
  describe(`follow-ups on ${kind}`, () => {
    let opened: Awaited<ReturnType<typeof openLedger>>
    let house: IssuingHouse
    let reviewer: StaffPerson
    let second: StaffPerson
    let third: StaffPerson
    let issuer: StaffPerson
    let both: StaffPerson
    let auditor: StaffPerson

    beforeAll(async () => {
      opened = await openLedger()
      house = await openIssuingHouse(opened.ledger)
      reviewer = await house.hire('李审核', ['reviewer'])
      second = await house.hire('王复核', ['reviewer'])
      third = await house.hire('周三审', ['reviewer'])
      issuer = await house.hire('张制证', ['issuer'])
      both = await house.hire('双角色', ['reviewer', 'issuer'])
      auditor = await house.hire('赵审计', ['auditor'])
    })
    afterAll(async () => {
      await house.close()
      await opened.close()
    })

    const issue = async (order: IssueOrder): Promise<IssueOutcome> => {
      const [outcome] = await house.queue.issue([order])
      if (outcome === undefined) throw new Error('no outcome')
      return outcome
    }
    const issued = async (order: IssueOrder): Promise<Issued> => {
      const outcome = await issue(order)
      if (outcome.outcome !== 'issued') throw new Error(JSON.stringify(outcome))
      return outcome
    }
    const refusedWith = async (order: IssueOrder, code: string, detail?: object): Promise<void> => {
      expect(await issue(order)).toMatchObject({ outcome: 'refused', code, ...(detail === undefined ? {} : { detail }) })
      expect(await lookUpOrders(house.deps, [order.orderId])).toEqual([{ outcome: 'unknown', orderId: order.orderId }])
    }
    const fresh = async (): Promise<Target> => {
      const { authorityId, serialNumber } = await issued(await orderOf(reviewer, issuer, house.clock.nowMs()))
      return { authorityId, serialNumber }
    }
    const revoke = (target: Target, reason: RevocationReason) =>
      revokeCertificate({ ...house.deps, tell: () => {} }, { ...target, reason, applicationNo: null })
    const revoked = async (reason: RevocationReason): Promise<Target> => {
      const target = await fresh()
      await revoke(target, reason)
      return target
    }
    const on = (target: Target, type: FollowUpType, reason: FollowUpReason, bend: OrderBend = {}): Promise<IssueOrder> => {
      const snapshot: Partial<ApplicationSnapshot> = { applicationType: type, followUp: { target, reason }, ...bend.snapshot }
      return orderOf(reviewer, issuer, house.clock.nowMs(), { ...bend, snapshot })
    }
    const unfreeze = (target: Target, bend: OrderBend = {}): Promise<IssueOrder> =>
      on(target, 'unfreeze', 'frozenByMistake', { further: [second], ...bend })

    describe('an unfreeze', () => {
      it('is refused with one approval, or three', async () => {
        const target = await revoked('certificateHold')
        await refusedWith(await unfreeze(target, { further: [] }), 'policy.evidence', { reason: 'approvals' })
        await refusedWith(await unfreeze(target, { further: [second, third] }), 'policy.evidence', { reason: 'approvals' })
      })
      it('is refused when what a reviewer read of it is not what the snapshot says', async () => {
        const [target, other] = [await revoked('certificateHold'), await revoked('certificateHold')]
        const said = { type: 'unfreeze', target, reason: 'frozenByMistake' } as const
        const lies = [
          { ...said, type: 'renew' },
          { ...said, target: other },
          { ...said, reason: 'mediumFound' },
        ] as const
        for (const followUp of lies) {
          await refusedWith(await unfreeze(target, { decision: { followUp } }), 'policy.evidence', { reason: 'follow-up' })
          await refusedWith(await unfreeze(target, { furtherDecision: { followUp } }), 'policy.evidence', { reason: 'follow-up' })
        }
        await refusedWith(await orderOf(reviewer, issuer, house.clock.nowMs(), { decision: { followUp: said } }), 'policy.evidence', {
          reason: 'follow-up',
        })
        await refusedWith(await unfreeze(target, { isSilent: true }), 'policy.evidence', { reason: 'follow-up' })
      })
      it('is refused with two approvals of one person, or one of the issuer', async () => {
        const target = await revoked('certificateHold')
        await refusedWith(await unfreeze(target, { further: [reviewer] }), 'policy.same-person')
        await refusedWith(
          await orderOf(reviewer, both, house.clock.nowMs(), {
            snapshot: { applicationType: 'unfreeze', followUp: { target, reason: 'other' } },
            further: [both],
          }),
          'policy.same-person',
        )
      })
      it.each<[string, () => OrderBend, string]>([
        ['somebody without the role', () => ({ further: [auditor] }), 'policy.role-missing'],
        ['somebody else’s key', () => ({ furtherSigner: third }), 'policy.evidence'],
        ['somebody who does not approve', () => ({ furtherDecision: { decision: 'reject', rejectReason: 'other' } }), 'policy.evidence'],
        ['somebody who approved another snapshot', () => ({ furtherDecision: { snapshotSha256: 'a'.repeat(64) } }), 'policy.evidence'],
        ['somebody who approved another revision', () => ({ furtherDecision: { revision: 2 } }), 'policy.evidence'],
        [
          'somebody who approved after the release',
          () => ({ furtherDecision: { preparedAtMs: house.clock.nowMs() + 1 } }),
          'policy.evidence',
        ],
        [
          'somebody who approved more than a year ago',
          () => ({ furtherDecision: { preparedAtMs: house.clock.nowMs() - 367 * 86_400_000 } }),
          'policy.evidence',
        ],
      ])('is refused with the second approval of %s', async (_who, bend, code) => {
        await refusedWith(await unfreeze(await revoked('certificateHold'), bend()), code)
      })
      it('is refused when a second approver has left for cause since', async () => {
        const leaver = await house.hire('后离任者', ['reviewer'])
        const order = await unfreeze(await revoked('certificateHold'), { further: [leaver] })
        await opened.ledger.transaction((ledger) => ledger.disableStaffMember(leaver.personId, house.clock.nowMs(), 'keyCompromise'))
        await refusedWith(order, 'policy.evidence', { reason: 'person-ended' })
      })
      it('is refused of a certificate that is not frozen, is revoked, or was never issued', async () => {
        await refusedWith(await unfreeze(await fresh()), 'state.certificate-not-frozen')
        await refusedWith(await unfreeze(await revoked('keyCompromise')), 'state.certificate-revoked')
        await refusedWith(await unfreeze({ authorityId: 'issuing-ec', serialNumber: '01'.padEnd(38, '0') }), 'missing.certificate')
      })
      it('issues with two approvals of two reviewers, and leaves the hold as it is', async () => {
        const target = await revoked('certificateHold')
        await issued(await unfreeze(target))
        expect(await revoke(target, 'certificateHold')).toMatchObject({ reason: 'certificateHold' })
      })
      it('issues one living certificate, whichever of the two approvals is called the first', async () => {
        const order = await unfreeze(await revoked('certificateHold'))
        const [further] = order.furtherDecisions
        if (further === undefined) throw new Error('no second approval')
        await issued(order)
        const turned = await orderOf(second, issuer, house.clock.nowMs(), {
          snapshot: JSON.parse(order.snapshot) as ApplicationSnapshot,
          further: [reviewer],
          key: holderKey('ecdsa-p256'),
        })
        await refusedWith(turned, 'policy.evidence', { reason: 'used' })
      })
    })

    describe('anything else', () => {
      it('is refused with a second approval that nobody asked for', async () => {
        await refusedWith(await on(await fresh(), 'renew', 'expiring', { further: [second] }), 'policy.evidence', { reason: 'approvals' })
        await refusedWith(await orderOf(reviewer, issuer, house.clock.nowMs(), { further: [second] }), 'policy.evidence', {
          reason: 'approvals',
        })
      })
      it('is refused when no certificate follows from it', async () => {
        for (const [type, rules] of Object.entries(followUpRules) as [FollowUpType, Record<FollowUpReason, object>][]) {
          for (const reason of Object.keys(rules) as FollowUpReason[]) {
            if (!makesCertificate(type, reason))
              await refusedWith(await on(await fresh(), type, reason), 'policy.evidence', { reason: 'no-certificate' })
          }
        }
        await refusedWith(await on(await fresh(), 'renew', 'pinLocked'), 'policy.evidence', { reason: 'no-certificate' })
      })
      it('is refused without the certificate that it is on, and a new one with it', async () => {
        await refusedWith(
          await orderOf(reviewer, issuer, house.clock.nowMs(), { snapshot: { applicationType: 'renew' } }),
          'policy.evidence',
          { reason: 'follow-up' },
        )
        const followUp = { target: await fresh(), reason: 'expiring' } as const
        await refusedWith(await orderOf(reviewer, issuer, house.clock.nowMs(), { snapshot: { followUp } }), 'policy.evidence', {
          reason: 'follow-up',
        })
      })
      it('is refused on a serial number of another authority', async () => {
        await refusedWith(await on({ ...(await fresh()), authorityId: 'issuing-rsa' }, 'renew', 'expiring'), 'missing.certificate')
      })
      it.each(['renew', 'change'] as const)('is refused as %s of a frozen or revoked certificate', async (type) => {
        const reason = type === 'renew' ? 'expiring' : 'subjectChanged'
        await refusedWith(await on(await revoked('certificateHold'), type, reason), 'state.certificate-frozen')
        await refusedWith(await on(await revoked('superseded'), type, reason), 'state.certificate-revoked')
      })
      it('is refused as a replacement of a revoked certificate, unless loss or compromise revoked it', async () => {
        await refusedWith(await on(await revoked('superseded'), 'replace', 'mediumDamaged'), 'state.certificate-revoked')
        await issued(await on(await revoked('keyCompromise'), 'replace', 'mediumLost'))
        await issued(await on(await revoked('keyCompromise'), 'renew', 'keyCompromise'))
        await issued(await on(await revoked('certificateHold'), 'replace', 'mediumDamaged'))
      })
      it('issues a renewal of a certificate that stands, and answers the same again after its freeze', async () => {
        const target = await fresh()
        const order = await on(target, 'renew', 'expiring')
        const first = await issued(order)
        await revoke(target, 'certificateHold')
        expect(await issue(order)).toEqual(first)
      })
    })

    describe('a freeze', () => {
      it('that is recorded while a renewal is on its way to the intent wins', async () => {
        const target = await fresh()
        const order = await on(target, 'renew', 'expiring')
        let isFrozen = false
        const ledger: Ledger = {
          read: opened.ledger.read,
          transaction: async (work) => {
            // Between the look at the evidence and the intent.
            if (!isFrozen) await revoke(target, 'certificateHold')
            isFrozen = true
            return await opened.ledger.transaction(work)
          },
        }
        expect(await issueCertificates({ ...house.deps, ledger, inHand: new Set() }, [order])).toMatchObject([
          { outcome: 'refused', code: 'state.certificate-frozen' },
        ])
      })

      it('among twenty renewals and freezes at once leaves no renewal behind it', async () => {
        const targets = await Promise.all(Array.from({ length: 20 }, fresh))
        const orders = await Promise.all(
          targets.map(async (target) => ({
            ...(await on(target, 'renew', 'expiring')),
            orderId: systemRandom.uuid(),
            csr: toBase64(await csrFor(holderKey('ecdsa-p256'))),
          })),
        )
        const outcomes = await Promise.all(
          targets.map(async (target, index) => {
            const order = orders[index]
            if (order === undefined) throw new Error('no order')
            const [outcome] = await Promise.all([issue(order), revoke(target, 'certificateHold')])
            return outcome
          }),
        )
        for (const outcome of outcomes) {
          if (outcome.outcome === 'refused') expect(outcome.code).toBe('state.certificate-frozen')
          else expect(outcome.outcome).toBe('issued')
        }
      })
    })
  })
}
