/** What issuance promises, whatever the ledger is made of: run on memory and on PostgreSQL. */
import type { Ledger, LedgerTransaction } from '@certhall/ca/ports'
import { issueCertificates } from '@certhall/ca/issuance/issue-certificates'
import { lookUpOrders } from '@certhall/ca/issuance/look-up-orders'
import { sha256Hex } from '@certhall/ca/issuance/sha256'
import { settleAllLeft } from '@certhall/ca/issuance/settle-left'
import { revokeCertificate } from '@certhall/ca/crl/revoke-certificate'
import { publishCrl } from '@certhall/ca/crl/publish-crl'
import { enrolStaff } from '@certhall/ca/staff/enrol-staff'
import { inviteStaff } from '@certhall/ca/staff/invite-staff'
import type { ApplicationSnapshot } from '@certhall/contract/application/snapshot'
import type { IssueOrder, IssueOutcome } from '@certhall/contract/signer/issue'
import { fromBase64, toBase64, toHex } from '@certhall/kernel/bytes'
import { systemRandom } from '@certhall/kernel/random'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { parseCrl } from '@certhall/pki/crl/parse-crl'
import { nameText } from '@certhall/pki/name/parse-name'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  csrFor,
  holderKey,
  houseStartMs,
  type IssuingHouse,
  openIssuingHouse,
  orderOf,
  type OrderBend,
  type StaffPerson,
} from './issuing-house.ts'

type Issued = Extract<IssueOutcome, { outcome: 'issued' }>

export const issuingSuite = (
  kind: string,
  openLedger: () => Promise<{ readonly ledger: Ledger; readonly close: () => Promise<void> }>,
): void => {
  describe(`issuing on ${kind}`, () => {
    let opened: Awaited<ReturnType<typeof openLedger>>
    let house: IssuingHouse
    let reviewer: StaffPerson
    let issuer: StaffPerson
    let both: StaffPerson
    let auditor: StaffPerson

    beforeAll(async () => {
      opened = await openLedger()
      house = await openIssuingHouse(opened.ledger)
      reviewer = await house.hire('李审核', ['reviewer'])
      issuer = await house.hire('张制证', ['issuer'])
      both = await house.hire('双角色', ['reviewer', 'issuer'])
      auditor = await house.hire('赵审计', ['auditor'])
    })
    afterAll(async () => {
      await house.close()
      await opened.close()
    })

    const bent = (bend: OrderBend = {}, from = reviewer, by = issuer): Promise<IssueOrder> => orderOf(from, by, house.clock.nowMs(), bend)
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
    /** Fails when the ledger knows anything of the order: a refusal leaves nothing behind. */
    const refusedWith = async (order: IssueOrder, code: string): Promise<void> => {
      expect(await issue(order)).toMatchObject({ outcome: 'refused', code })
      expect(await lookUpOrders(house.deps, [order.orderId])).toEqual([{ outcome: 'unknown', orderId: order.orderId }])
    }
    const ledgerThat = (change: (transaction: LedgerTransaction) => Partial<LedgerTransaction>): Ledger => ({
      read: opened.ledger.read,
      transaction: (work) => opened.ledger.transaction((transaction) => work({ ...transaction, ...change(transaction) })),
    })

    describe('refuses', () => {
      it.each<[string, OrderBend]>([
        ['a decision that does not approve', { decision: { decision: 'reject', rejectReason: 'other' } }],
        ['a decision over another snapshot', { decision: { snapshotSha256: 'a'.repeat(64) } }],
        ['a release over another snapshot', { release: { snapshotSha256: 'a'.repeat(64) } }],
        ['a release of another decision', { release: { decisionSha256: 'a'.repeat(64) } }],
        ['a decision of another revision', { decision: { revision: 2 } }],
        ['a release of another application', { release: { applicationNo: 'A2026-900002' } }],
        [
          'a decision prepared in the future',
          { decision: { preparedAtMs: houseStartMs + 3_600_000 }, release: { preparedAtMs: houseStartMs + 3_600_000 } },
        ],
        ['a release prepared before the decision', { release: { preparedAtMs: houseStartMs - 1 } }],
        [
          'a release that is too old',
          { release: { preparedAtMs: houseStartMs - 93 * 86_400_000 }, decision: { preparedAtMs: houseStartMs - 93 * 86_400_000 } },
        ],
        ['an identity code with a wrong check character', { snapshot: { identity: { uscc: '91440300715267260G', orgCode: '71526726X' } } }],
        [
          'an organisation code that is not inside the unified one',
          { snapshot: { identity: { uscc: '9144030071526726XG', orgCode: '100000000' } } },
        ],
      ])('%s', async (_what, bend) => refusedWith(await bent(bend), 'policy.evidence'))

      it('a decision signed with another key', async () => refusedWith(await bent({ decisionSigner: issuer }), 'policy.evidence'))
      it('a release signed with another key', async () => refusedWith(await bent({ releaseSigner: reviewer }), 'policy.evidence'))
      it('a decision in the name of another person', async () =>
        refusedWith(await bent({ decision: { personId: auditor.personId } }), 'policy.evidence'))
      it('a release that is no release', async () => {
        const order = await bent()
        await refusedWith({ ...order, release: order.decision }, 'policy.evidence')
      })
      it('a statement that is not canonical', async () => {
        const order = await bent()
        await refusedWith({ ...order, snapshot: ` ${order.snapshot}` }, 'policy.evidence')
      })
      it('a snapshot other than the signed one', async () => {
        const order = await bent()
        const other = await bent({ snapshot: { validityDays: 30 } })
        await refusedWith({ ...order, snapshot: other.snapshot }, 'policy.evidence')
      })
      it('decision and release of one person', async () => refusedWith(await bent({}, both, both), 'policy.same-person'))
      it('a decision of somebody who is no reviewer', async () => refusedWith(await bent({}, auditor, issuer), 'policy.role-missing'))
      it('a release of somebody who is no issuer', async () => refusedWith(await bent({}, reviewer, auditor), 'policy.role-missing'))

      it('a person whose certificate was revoked', async () => {
        const leaver = await house.hire('失钥者', ['issuer'])
        const order = await bent({}, reviewer, leaver)
        const serialNumber = toHex(parseCertificate(leaver.certificate).serial)
        await revokeCertificate(
          { ...house.deps, tell: () => {} },
          { authorityId: 'staff', serialNumber, reason: 'keyCompromise', applicationNo: null },
        )
        await refusedWith(order, 'policy.evidence')
      })

      it.each<[string, OrderBend, string]>([
        ['an unknown profile', { snapshot: { profileId: 'server-tls' } }, 'policy.profile'],
        ['a profile of another certificate type', { snapshot: { certificateType: 'employee' } }, 'policy.profile'],
        ['a validity beyond the profile', { snapshot: { validityDays: 1097 } }, 'policy.profile'],
        ['an algorithm outside the profile', { snapshot: { keyAlgorithm: 'rsa-2048' } }, 'policy.algorithm'],
        ['a key of another algorithm than approved', { key: holderKey('ecdsa-p384') }, 'policy.algorithm'],
        ['an employee without e-mail', { snapshot: { certificateType: 'employee', profileId: 'employee-ec' } }, 'policy.profile'],
        [
          'an organisation under a common name of its own',
          {
            snapshot: {
              subject: {
                country: 'CN',
                province: '广东省',
                city: '深圳市',
                organization: '甲公司',
                organizationalUnit: null,
                commonName: '乙公司',
              },
            },
          },
          'policy.profile',
        ],
        [
          'a name with a bidirectional override',
          {
            snapshot: {
              subject: {
                country: 'CN',
                province: '广东省',
                city: '深圳市',
                organization: '甲\u202E公司',
                organizationalUnit: null,
                commonName: '甲\u202E公司',
              },
            },
          },
          'policy.profile',
        ],
      ])('%s', async (_what, bend, code) => refusedWith(await bent(bend), code))

      it('a request signed with another key', async () =>
        refusedWith(await bent({ csrSigner: holderKey('ecdsa-p256') }), 'input.csr-signature'))
      it('a request that is no DER', async () =>
        refusedWith({ ...(await bent()), csr: toBase64(new Uint8Array(40)) }, 'input.csr-malformed'))
      it('the key of an authority', async () => {
        const authority = house.deps.profiles.authorities.get('issuing-ec')
        const order = await bent()
        expect(authority).toBeDefined()
        await opened.ledger.transaction(async (transaction) => {
          // Nobody outside can prove possession of it; the ledger refuses it all the same.
          const claimed = await transaction.claimKeys([
            { spkiSha256: sha256Hex(authority?.certificate.spki ?? new Uint8Array()), orderId: order.orderId },
          ])
          expect(claimed.size).toBe(0)
        })
      })
      it('a key that already has a certificate', async () => {
        const key = holderKey('ecdsa-p256')
        await issued(await bent({ key }))
        await refusedWith(await bent({ key }), 'input.csr-key-reused')
      })
      it('a second order of the same release', async () => {
        const order = await bent()
        await issued(order)
        await refusedWith({ ...order, orderId: systemRandom.uuid(), csr: (await bent()).csr }, 'policy.evidence')
      })
      it('a second release while the certificate of the first is alive', async () => {
        const order = await bent()
        const { authorityId, serialNumber } = await issued(order)
        const again = { ...(await bent()), decision: order.decision, snapshot: order.snapshot }
        const release = await releaseOf(again, order)
        await refusedWith(release, 'policy.evidence')
        await revokeCertificate({ ...house.deps, tell: () => {} }, { authorityId, serialNumber, reason: 'superseded', applicationNo: null })
        await issued(release)
      })
      it('the same order with another key', async () => {
        const order = await bent()
        await issued(order)
        expect(await issue({ ...order, csr: (await bent()).csr })).toMatchObject({ outcome: 'refused', code: 'state.passcode-other-key' })
      })
    })

    /** Another release of the issuer for the decision of an earlier order. */
    const releaseOf = async (order: IssueOrder, earlier: IssueOrder): Promise<IssueOrder> => {
      const snapshot = JSON.parse(earlier.snapshot) as ApplicationSnapshot
      const fresh = await bent({ snapshot, release: { decisionSha256: sha256Hex(earlier.decision.text) } })
      return { ...order, release: fresh.release, csr: fresh.csr }
    }

    describe('issues', () => {
      it('the approved subject and nothing of the request', async () => {
        const outcome = await issued(await bent())
        const certificate = parseCertificate(fromBase64(outcome.certificate))
        expect(nameText(certificate.subject)).toBe('CN=腾讯科技（深圳）有限公司,O=腾讯科技（深圳）有限公司,L=深圳市,ST=广东省,C=CN')
        expect(certificate.notAfterMs - certificate.notBeforeMs + 1000).toBe(365 * 86_400_000)
        expect(toHex(certificate.serial)).toBe(outcome.serialNumber)
        expect(certificate.serial).toHaveLength(19)
      })

      it('one certificate for 50 parallel identical orders', async () => {
        const order = await bent()
        const outcomes = (await Promise.all(Array.from({ length: 50 }, () => house.queue.issue([order])))).flat()
        expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1)
        expect(outcomes[0]).toMatchObject({ outcome: 'issued' })
      })

      it('one certificate for 20 orders that race for one release', async () => {
        const order = await bent()
        const orders = await Promise.all(
          Array.from({ length: 20 }, async () => ({ ...order, orderId: systemRandom.uuid(), csr: (await bent()).csr })),
        )
        const outcomes = (await Promise.all(orders.map((each) => house.queue.issue([each])))).flat()
        expect(outcomes.filter(({ outcome }) => outcome === 'issued')).toHaveLength(1)
      })

      it('one certificate for a key that two orders race for', async () => {
        const key = holderKey('ecdsa-p256')
        const orders = await Promise.all([bent({ key }), bent({ key }), bent({ key })])
        const outcomes = await house.queue.issue(orders)
        expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['issued', 'refused', 'refused'])
      })

      it('to one of two keys that race for the same order', async () => {
        const order = await bent()
        const outcomes = await house.queue.issue([order, { ...order, csr: (await bent()).csr }])
        expect(outcomes[0]).toMatchObject({ outcome: 'issued' })
        expect(outcomes[1]).toMatchObject({ outcome: 'refused', code: 'state.passcode-other-key' })
      })

      it('the same answer again, also when the reviewer has left since', async () => {
        const leaver = await house.hire('后离任者', ['reviewer'])
        const order = await bent({}, leaver)
        const first = await issued(order)
        await opened.ledger.transaction((transaction) =>
          transaction.disableStaffMember(leaver.personId, house.clock.nowMs(), 'keyCompromise'),
        )
        expect(await issue(order)).toEqual(first)
        expect(await lookUpOrders(house.deps, [order.orderId])).toEqual([first])
      })
    })

    describe('after a crash', () => {
      it('between intent and signature leaves doubt: revoked, never signed, one more order', async () => {
        const order = await bent()
        const broken = {
          ...house.deps,
          signing: { ...house.deps.signing, sign: () => Promise.reject(new Error('power cut')) },
          inHand: new Set<string>(),
        }
        await expect(issueCertificates(broken, [order])).rejects.toThrow('power cut')
        await settleAllLeft(house.deps)
        const [status] = await lookUpOrders(house.deps, [order.orderId])
        expect(status).toMatchObject({ outcome: 'doubtful' })
        expect(await issue(order)).toEqual(status)
        expect(await revoked(house, 'issuing-ec')).toContain(status?.outcome === 'doubtful' ? status.serialNumber : '')
        const second = { ...order, orderId: systemRandom.uuid() }
        expect(await issued(second)).not.toMatchObject({ serialNumber: status?.outcome === 'doubtful' ? status.serialNumber : '' })
        await refusedWith({ ...order, orderId: systemRandom.uuid(), csr: (await bent()).csr }, 'policy.evidence')
      })

      it('between signature and result leaves doubt, and the signed octets are gone', async () => {
        const order = await bent()
        const ledger = ledgerThat(() => ({ settleSigned: () => Promise.reject(new Error('connection lost')) }))
        await expect(issueCertificates({ ...house.deps, ledger, inHand: new Set() }, [order])).rejects.toThrow('connection lost')
        expect(await issue(order)).toMatchObject({ outcome: 'doubtful' })
      })

      it('of a worker leaves doubt for what it held', async () => {
        const order = await bent()
        const signing = {
          ...house.deps.signing,
          sign: (_authorityId: string, items: readonly Uint8Array[]) => Promise.resolve(items.map(() => undefined)),
        }
        expect(await issueCertificates({ ...house.deps, signing, inHand: new Set() }, [order])).toMatchObject([{ outcome: 'doubtful' }])
      })

      it('twice gives no third order', async () => {
        const order = await bent()
        const signing = {
          ...house.deps.signing,
          sign: (_authorityId: string, items: readonly Uint8Array[]) => Promise.resolve(items.map(() => undefined)),
        }
        const broken = { ...house.deps, signing, inHand: new Set<string>() }
        await issueCertificates(broken, [order])
        await issueCertificates(broken, [{ ...order, orderId: systemRandom.uuid() }])
        await refusedWith({ ...order, orderId: systemRandom.uuid() }, 'state.order-doubtful')
      })

      it('a result that comes after the sweep is not stored', async () => {
        const order = await bent()
        const ledger = ledgerThat((transaction) => ({
          settleSigned: async (results) => {
            await transaction.settleDoubtful('all', house.clock.nowMs())
            return await transaction.settleSigned(results)
          },
        }))
        expect(await issueCertificates({ ...house.deps, ledger, inHand: new Set() }, [order])).toMatchObject([{ outcome: 'doubtful' }])
        expect(await lookUpOrders(house.deps, [order.orderId])).toMatchObject([{ outcome: 'doubtful' }])
      })
    })

    describe('enrolment', () => {
      const invite = () => inviteStaff(house.deps, { name: '新人', roles: ['reviewer'], personId: null, validHours: 1 })
      const csr = async (): Promise<string> => toBase64(await csrFor(holderKey('ecdsa-p256')))

      it('refuses roles that exclude each other', async () => {
        await expect(
          inviteStaff(house.deps, { name: '兼任', roles: ['issuer', 'auditor'], personId: null, validHours: 1 }),
        ).rejects.toMatchObject({ code: 'policy.same-person' })
      })
      it('refuses an unknown link', async () => {
        await expect(enrolStaff(house.deps, 'x'.repeat(43), await csr())).rejects.toMatchObject({ code: 'auth.enrolment-refused' })
      })
      it('refuses a key on another curve', async () => {
        await expect(enrolStaff(house.deps, (await invite()).token, toBase64(await csrFor(holderKey('ecdsa-p384'))))).rejects.toMatchObject(
          { code: 'policy.algorithm' },
        )
      })
      it('refuses a used link, but answers the same key again', async () => {
        const { token } = await invite()
        const request = await csr()
        const first = await enrolStaff(house.deps, token, request)
        expect(await enrolStaff(house.deps, token, request)).toMatchObject({ der: first.der })
        await expect(enrolStaff(house.deps, token, await csr())).rejects.toMatchObject({ code: 'auth.enrolment-refused' })
      })
      it('gives one certificate to ten who use one link at once', async () => {
        const { token } = await invite()
        const requests = await Promise.all(Array.from({ length: 10 }, csr))
        const settled = await Promise.allSettled(requests.map((request) => enrolStaff(house.deps, token, request)))
        expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      })
    })

    describe('revocation', () => {
      it('refuses a serial number that was never issued', async () => {
        const order = { authorityId: 'issuing-ec', serialNumber: '01'.padEnd(38, '0'), reason: 'superseded', applicationNo: null } as const
        await expect(revokeCertificate({ ...house.deps, tell: () => {} }, order)).rejects.toMatchObject({ code: 'missing.certificate' })
      })
      it('lets the first stand, and a hold become final but never the reverse', async () => {
        const { authorityId, serialNumber } = await issued(await bent())
        const revoke = (reason: 'certificateHold' | 'superseded' | 'keyCompromise') =>
          revokeCertificate({ ...house.deps, tell: () => {} }, { authorityId, serialNumber, reason, applicationNo: null })
        const first = await revoke('certificateHold')
        expect(await revoke('superseded')).toMatchObject({ reason: 'superseded', revokedAtMs: first.revokedAtMs })
        expect(await revoke('certificateHold')).toMatchObject({ reason: 'superseded' })
        expect(await revoke('keyCompromise')).toMatchObject({ reason: 'superseded' })
      })
    })

    describe('lists', () => {
      it('rise in number, never go back in time, and never replace a later one', async () => {
        const authority = house.deps.profiles.authorities.get('issuing-ec')
        if (authority === undefined) throw new Error('no authority')
        const deps = { ...house.deps, signStream: house.deps.signing.signStream }
        const { authorityId, serialNumber } = await issued(await bent())
        await revokeCertificate({ ...house.deps, tell: () => {} }, { authorityId, serialNumber, reason: 'superseded', applicationNo: null })
        expect(await publishCrl(deps, authority, 3_600_000)).toBe(true)
        const first = await published(house, authorityId)
        expect(first.entries.map(({ serial }) => toHex(serial))).toContain(serialNumber)
        house.clock.set(house.clock.nowMs() - 60_000)
        // Two at once: whichever is published last has the higher number.
        await Promise.all([publishCrl(deps, authority, 3_600_000), publishCrl(deps, authority, 3_600_000)])
        const later = await published(house, authorityId)
        house.clock.set(house.clock.nowMs() + 60_000)
        expect(later.crlNumber).toBe(first.crlNumber + 2n)
        expect(later.thisUpdateMs).toBeGreaterThanOrEqual(first.thisUpdateMs)
        const stale = {
          authorityId,
          crlNumber: Number(first.crlNumber),
          thisUpdateMs: later.thisUpdateMs,
          nextUpdateMs: later.nextUpdateMs,
          position: 0,
          entryCount: 0,
          der: first.der,
        }
        expect(await opened.ledger.transaction((transaction) => transaction.publishCrl(stale))).toBe(false)
      })

      it('keep an entry until one list after the end of its certificate', async () => {
        const authority = house.deps.profiles.authorities.get('issuing-ec')
        if (authority === undefined) throw new Error('no authority')
        const { authorityId, serialNumber } = await issued(await bent({ snapshot: { validityDays: 1 } }))
        await revokeCertificate({ ...house.deps, tell: () => {} }, { authorityId, serialNumber, reason: 'superseded', applicationNo: null })
        const startMs = house.clock.nowMs()
        const listed = async (atMs: number): Promise<boolean> => {
          house.clock.set(atMs)
          await publishCrl({ ...house.deps, signStream: house.deps.signing.signStream }, authority, 3_600_000)
          return (await published(house, authorityId)).entries.some(({ serial }) => toHex(serial) === serialNumber)
        }
        expect(await listed(startMs)).toBe(true)
        expect(await listed(startMs + 2 * 86_400_000)).toBe(true)
        expect(await listed(startMs + 3 * 86_400_000)).toBe(false)
      })
    })
  })
}

const published = async (house: IssuingHouse, authorityId: string): Promise<ReturnType<typeof parseCrl>> => {
  const der = await house.deps.ledger.read(async (transaction) => {
    const head = (await transaction.publishedCrls()).find((each) => each.authorityId === authorityId)
    return await transaction.crlDer(authorityId, head?.crlNumber ?? 0)
  })
  return parseCrl(der ?? new Uint8Array())
}

const revoked = async (house: IssuingHouse, authorityId: string): Promise<readonly string[]> => {
  const page = await house.deps.ledger.read((transaction) => transaction.revocationPage(authorityId, 0, undefined, 1000))
  return [...page.entries].map(({ serial }) => toHex(serial))
}
