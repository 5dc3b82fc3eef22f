/** What full lists and deltas promise together, whatever the ledger is made of: run on memory and on PostgreSQL. */
import { publishCrl } from '@certhall/ca/crl/publish-crl'
import { publishDelta } from '@certhall/ca/crl/publish-delta'
import { revokeCertificate } from '@certhall/ca/crl/revoke-certificate'
import type { DeltaRecord, Ledger } from '@certhall/ca/ports'
import type { RevocationReason } from '@certhall/contract/certificate/vocabulary'
import { toHex } from '@certhall/kernel/bytes'
import { type Crl, type DeltaCrl, parseCrl, parseDeltaCrl } from '@certhall/pki/crl/parse-crl'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { houseStartMs, type IssuingHouse, openIssuingHouse, orderOf, type StaffPerson } from './issuing-house.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const authorityId = 'issuing-ec'

export const listSuite = (
  kind: string,
  openLedger: () => Promise<{ readonly ledger: Ledger; readonly close: () => Promise<void> }>,
): void => {
  describe(`lists on ${kind}`, () => {
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

    const authority = () => {
      const found = house.deps.profiles.authorities.get(authorityId)
      if (found === undefined) throw new Error('no authority')
      return found
    }
    const crlDeps = () => ({ ...house.deps, signStream: house.deps.signing.signStream })
    const full = async (): Promise<Crl> => {
      expect(await publishCrl(crlDeps(), authority(), dayMs, `http://127.0.0.1:8460/crl/${authorityId}-delta.crl`)).toBe(true)
      const der = await opened.ledger.read(async (ledger) =>
        ledger.crlDer(authorityId, (await ledger.publishedCrls()).find((head) => head.authorityId === authorityId)?.crlNumber ?? 0),
      )
      return parseCrl(der ?? new Uint8Array())
    }
    const delta = async (): Promise<DeltaCrl> => {
      const der = await opened.ledger.read(async (ledger) =>
        ledger.deltaDer(authorityId, (await ledger.publishedDeltas()).find((head) => head.authorityId === authorityId)?.crlNumber ?? 0),
      )
      return parseDeltaCrl(der ?? new Uint8Array())
    }
    const deltaAlone = async (): Promise<DeltaCrl> => {
      expect(await publishDelta(crlDeps(), authority())).toBe(true)
      return await delta()
    }
    const certificate = async (validityDays = 365): Promise<string> => {
      const [outcome] = await house.queue.issue([await orderOf(reviewer, issuer, house.clock.nowMs(), { snapshot: { validityDays } })])
      if (outcome?.outcome !== 'issued') throw new Error(JSON.stringify(outcome))
      return outcome.serialNumber
    }
    const revoke = (serialNumber: string, reason: RevocationReason) =>
      revokeCertificate({ ...house.deps, tell: () => {} }, { authorityId, serialNumber, reason, applicationNo: null })
    /** What a relying party knows that combines a full list with the delta (RFC 5280 §5.2.4). */
    const known = (list: Crl, change?: DeltaCrl): ReadonlyMap<string, string> =>
      new Map(
        [...list.entries, ...(change?.entries ?? [])].map(({ serial, reason, revokedAtMs }) => [toHex(serial), `${reason} ${revokedAtMs}`]),
      )
    const pass = (ms: number): void => house.clock.set(house.clock.nowMs() + ms)

    it('give the first list a delta that changes nothing, at an address that the list names', async () => {
      const first = await full()
      expect(first.freshestUris).toEqual([`http://127.0.0.1:8460/crl/${authorityId}-delta.crl`])
      expect(await delta()).toMatchObject({
        crlNumber: first.crlNumber,
        baseNumber: first.crlNumber,
        entries: [],
        thisUpdateMs: first.thisUpdateMs,
      })
    })

    it('publish together under one number, and say the same from every full list that is still valid', async () => {
      const held: Crl[] = [await full()]
      for (const reason of ['certificateHold', 'superseded', 'keyCompromise'] as const) {
        await revoke(await certificate(), reason)
        pass(hourMs)
        held.push(await full())
      }
      const last = held.at(-1)
      const change = await delta()
      if (last === undefined) throw new Error('no list')
      expect(change).toMatchObject({ crlNumber: last.crlNumber, thisUpdateMs: last.thisUpdateMs })
      expect(change.nextUpdateMs).toBeLessThan(last.nextUpdateMs)
      for (const list of held.slice(0, -1)) {
        expect(change.baseNumber).toBeLessThanOrEqual(list.crlNumber)
        expect(known(list, change)).toEqual(known(last))
      }
    })

    it('let a delta alone follow a revocation, under a number of its own, and the next full list say it too', async () => {
      const before = await full()
      const serialNumber = await certificate()
      await revoke(serialNumber, 'superseded')
      const change = await deltaAlone()
      expect(change.crlNumber).toBe(before.crlNumber + 1n)
      expect(known(before, change).get(serialNumber)).toContain('superseded')
      pass(60_000)
      const after = await full()
      expect(after.crlNumber).toBe(before.crlNumber + 2n)
      expect(known(after).get(serialNumber)).toBe(known(before, change).get(serialNumber))
    })

    it('show a hold that became final with its reason and the date of the hold, and never lift it', async () => {
      const serialNumber = await certificate()
      const { revokedAtMs } = await revoke(serialNumber, 'certificateHold')
      const before = await full()
      const seconds = Math.floor(revokedAtMs / 1000) * 1000
      expect(known(before).get(serialNumber)).toBe(`certificateHold ${seconds}`)
      pass(2 * hourMs)
      await revoke(serialNumber, 'superseded')
      const change = await deltaAlone()
      expect(known(before, change).get(serialNumber)).toBe(`superseded ${seconds}`)
      expect(known(await full()).get(serialNumber)).toBe(`superseded ${seconds}`)
      expect([...known(before, await delta()).values()].join()).not.toContain('removeFromCRL')
    })

    it('never go back in number or time when the clock does, nor put an earlier delta before a later list', async () => {
      const before = await full()
      house.clock.set(house.clock.nowMs() - hourMs)
      const change = await deltaAlone()
      const after = await full()
      house.clock.set(house.clock.nowMs() + hourMs)
      expect([change.thisUpdateMs, after.thisUpdateMs]).toEqual([before.thisUpdateMs, before.thisUpdateMs])
      expect(after.crlNumber).toBeGreaterThan(change.crlNumber)
      pass(hourMs)
      const ahead = await deltaAlone()
      house.clock.set(house.clock.nowMs() - hourMs)
      expect((await full()).thisUpdateMs).toBe(ahead.thisUpdateMs)
      pass(hourMs)
      const stale: DeltaRecord = {
        authorityId,
        crlNumber: Number(change.crlNumber),
        baseNumber: Number(change.baseNumber),
        thisUpdateMs: after.thisUpdateMs,
        nextUpdateMs: after.nextUpdateMs,
        position: 0,
        entryCount: 0,
        der: change.der,
      }
      expect(await opened.ledger.transaction((ledger) => ledger.publishDelta(stale))).toBe(false)
    })

    it('refuse a delta that leaves holders of a valid full list without their part', async () => {
      const last = await full()
      const later: DeltaRecord = {
        authorityId,
        crlNumber: Number(last.crlNumber) + 100,
        baseNumber: Number(last.crlNumber),
        thisUpdateMs: last.thisUpdateMs,
        nextUpdateMs: last.nextUpdateMs,
        position: 0,
        entryCount: 0,
        der: last.der,
      }
      expect(await opened.ledger.transaction((ledger) => ledger.publishDelta(later))).toBe(false)
    })

    it('take a new base when the old one has ended, and none when all have', async () => {
      const old = await full()
      pass(dayMs - hourMs)
      const middle = await full()
      expect((await delta()).baseNumber).toBeLessThanOrEqual(old.crlNumber)
      pass(2 * hourMs)
      await full()
      expect((await delta()).baseNumber).toBe(middle.crlNumber)
      pass(2 * dayMs)
      expect(await publishDelta(crlDeps(), authority())).toBe(false)
      const alone = await full()
      expect((await delta()).baseNumber).toBe(alone.crlNumber)
    })

    it('keep what changed in the delta until a full list after the end of its certificate has shown it', async () => {
      const serialNumber = await certificate(1)
      const before = await full()
      pass(dayMs - 60_000)
      await full()
      await revoke(serialNumber, 'superseded')
      pass(120_000)
      // Expired by now, and on no full list yet: RFC 5280 §5.2.4 keeps it in the deltas.
      expect(known(before, await deltaAlone()).has(serialNumber)).toBe(true)
      expect(known(await full()).has(serialNumber)).toBe(true)
      expect(known(before, await delta()).has(serialNumber)).toBe(true)
      pass(hourMs)
      expect(known(await full()).has(serialNumber)).toBe(false)
      house.clock.set(Math.max(house.clock.nowMs(), houseStartMs))
    })

    it('read for a delta alone what changed, and not the list before it', async () => {
      await revoke(await certificate(), 'superseded')
      let pages = 0
      const counting: Ledger = {
        transaction: opened.ledger.transaction,
        read: (work) =>
          opened.ledger.read((ledger) =>
            work({
              ...ledger,
              revocationPage: async (...words) => {
                pages += 1
                return await ledger.revocationPage(...words)
              },
            }),
          ),
      }
      await full()
      expect(await publishDelta({ ...crlDeps(), ledger: counting }, authority())).toBe(true)
      expect(pages).toBe(0)
    })
  })
}
