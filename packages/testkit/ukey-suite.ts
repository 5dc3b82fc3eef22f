/** What the stock of UKEYs promises, whatever it is kept in: run on memory and on PostgreSQL. */
import { systemRandom } from '@certhall/kernel/random'
import type { StaffRole } from '@certhall/contract/staff/roles'
import type { StaffActor } from '@certhall/ra/actor'
import { allocateUkeys } from '@certhall/ra/ukey/allocate-ukeys'
import { differenceOf } from '@certhall/ra/ukey/balance'
import { bindUkey } from '@certhall/ra/ukey/bind-ukey'
import { findUkey } from '@certhall/ra/ukey/find-ukey'
import { listUkeys } from '@certhall/ra/ukey/list-ukeys'
import { markUkeysLost } from '@certhall/ra/ukey/mark-ukeys-lost'
import type { UkeyFilter } from '@certhall/ra/ukey/ports'
import { receiveUkeys } from '@certhall/ra/ukey/receive-ukeys'
import { returnUkeys } from '@certhall/ra/ukey/return-ukeys'
import { scrapUkeys } from '@certhall/ra/ukey/scrap-ukeys'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenedRegistration, OpenRegistration } from './opened-registration.ts'

export const ukeySuite = (kind: string, open: OpenRegistration): void => {
  describe(`stock of UKEYs on ${kind}`, () => {
    let nowMs = Date.parse('2026-11-23T02:00:00Z')
    let opened: OpenedRegistration
    let modelId = ''
    let number = 0
    const clock = { nowMs: () => nowMs }
    const anybody: UkeyFilter = { state: null, modelId: null, serialNumber: null }

    beforeAll(async () => {
      opened = await open({ clock, random: systemRandom })
      await opened.transaction(({ staff }) =>
        staff.keepEnrolment({
          person: { personId: issuer.personId, name: issuer.name, roles: issuer.roles, disabledAtMs: null },
          certificateSha256: 'aa',
          der: new Uint8Array(1),
          notAfterMs: nowMs + 1,
          atMs: nowMs,
        }),
      )
    })
    beforeEach(() => {
      number += 1
      modelId = `model-${number}`
      nowMs += 1000
    })
    afterAll(() => opened.close())

    const deps = () => ({ clock, transaction: opened.transaction, isModel: (asked: string) => asked !== 'unknown' })
    const receive = (...serialNumbers: string[]) => receiveUkeys(deps())({ modelId, serialNumbers }, issuer)
    const allocate = (place: string, ...serialNumbers: string[]) => allocateUkeys(deps())({ modelId, serialNumbers, place }, issuer)
    const lose = (...serialNumbers: string[]) => markUkeysLost(deps())({ modelId, serialNumbers, reason: '寄送丢失' }, issuer)
    const takeBack = (...serialNumbers: string[]) => returnUkeys(deps())({ modelId, serialNumbers, reason: '未使用' }, issuer)
    const scrap = (...serialNumbers: string[]) => scrapUkeys(deps())({ modelId, serialNumbers, reason: '损坏' }, issuer)
    const bind = (serialNumber: string, applicationNo: string) =>
      opened.transaction((tx) =>
        bindUkey(tx, { token: { modelId, serialNumber }, applicationNo, actor: { kind: 'holder', source: '203.0.113.7' }, atMs: nowMs }),
      )
    const find = (serialNumber: string, actor = issuer) => findUkey(deps())({ modelId, serialNumber }, actor)
    const accounts = async (serialNumber: string): Promise<string[]> =>
      (await find(serialNumber)).movements.map(({ from, to }) => `${from} → ${to}`)
    const list = (filter: Partial<UkeyFilter> = {}) => listUkeys(deps())({ ...anybody, modelId, ...filter }, undefined, 100, issuer)
    const balance = async () => (await list()).balance.find((each) => each.modelId === modelId)
    const events = async (prefix = 'ukey.'): Promise<string[]> =>
      (await opened.record.list({ applicationNo: null, type: null }, undefined, 500))
        .filter(({ event }) => event.type.startsWith(prefix) && event.detail['modelId'] === modelId)
        .map(({ event }) => `${event.type} ${event.detail['serialNumber']}: ${event.before} → ${event.after}`)
        .toSorted()
    const isLevel = async (): Promise<boolean> => (await list()).balance.every((each) => differenceOf(each) === 0)

    it('is moved by issuers and read by auditors, and by nobody else', async () => {
      await receive('A1')
      for (const roles of [[], ['reviewer'], ['auditor']] as const) {
        const actor = { ...issuer, roles: roles as readonly StaffRole[] }
        const refusal = { code: 'policy.role-missing' }
        const order = { modelId, serialNumbers: ['A1'], reason: 'no', place: 'here' }
        for (const use of [receiveUkeys(deps()), allocateUkeys(deps()), markUkeysLost(deps()), returnUkeys(deps()), scrapUkeys(deps())])
          await expect(use(order, actor)).rejects.toMatchObject(refusal)
        if (roles[0] === 'auditor') await expect(find('A1', actor)).resolves.toMatchObject({ ukey: { state: 'inStock' } })
        else await expect(find('A1', actor)).rejects.toMatchObject(refusal)
      }
      await expect(listUkeys(deps())(anybody, undefined, 1, { ...issuer, roles: ['reviewer'] })).rejects.toMatchObject({
        code: 'policy.role-missing',
      })
      expect(await accounts('A1')).toEqual(['supplier → inStock'])
    })

    it('takes no model that the catalogue does not know, and nothing that is no serial number', async () => {
      await expect(receiveUkeys(deps())({ modelId: 'unknown', serialNumbers: ['A1'] }, issuer)).rejects.toMatchObject({
        code: 'input.unknown-choice',
      })
      await expect(receive('A1', 'not one')).rejects.toMatchObject({ code: 'input.malformed', detail: { serialNumber: 'not one' } })
      expect((await list()).ukeys).toEqual([])
    })

    it('refuses what the state does not allow, names the one in the way and moves none of the others', async () => {
      await receive('A1', 'A2', 'A3')
      await scrap('A2')
      await expect(allocate('天河', 'A1', 'A2', 'A3')).rejects.toMatchObject({
        code: 'state.ukey',
        detail: { serialNumber: 'A2', state: 'scrapped' },
      })
      await expect(allocate('天河', 'A1', 'A9')).rejects.toMatchObject({ code: 'missing.ukey', detail: { serialNumber: 'A9' } })
      await expect(takeBack('A1')).rejects.toMatchObject({ code: 'state.ukey' })
      await expect(scrap('A2')).rejects.toMatchObject({ code: 'state.ukey' })
      await expect(find('A9')).rejects.toMatchObject({ code: 'missing.ukey' })
      expect((await list({ state: 'inStock' })).ukeys.map(({ serialNumber }) => serialNumber)).toEqual(['A1', 'A3'])
      expect(await events('ukey.allocated')).toEqual([])
    })

    it('receives each serial number once, however often and in whatever letters the list is sent', async () => {
      expect(await receive('a2', 'A1', 'A1')).toEqual({ received: 2, known: [] })
      await lose('A1')
      expect(await receive('A1', 'A2', 'A3')).toEqual({ received: 1, known: ['A1', 'A2'] })
      expect(await find('a1')).toMatchObject({ ukey: { state: 'lost', movements: 2 } })
      expect(await balance()).toMatchObject({ sources: { supplier: 3, holder: 0 }, states: { inStock: 2, lost: 1 } })
      expect(await events('ukey.received')).toEqual([
        'ukey.received A1: null → inStock',
        'ukey.received A2: null → inStock',
        'ukey.received A3: null → inStock',
      ])
    })

    it('keeps every step of a UKEY, from which account to which, by whom and why', async () => {
      await receive('A1')
      await allocate('天河受理点', 'A1')
      await allocate('越秀受理点', 'A1')
      await bind('a1', 'A2026-000001')
      await bind('A1', 'A2026-000002')
      await lose('A1')
      await takeBack('A1')
      await scrap('A1')
      expect(await accounts('A1')).toEqual([
        'supplier → inStock',
        'inStock → allocated/天河受理点',
        'allocated/天河受理点 → allocated/越秀受理点',
        'allocated/越秀受理点 → inUse',
        'inUse → inUse',
        'inUse → lost',
        'lost → inStock',
        'inStock → scrapped',
      ])
      const { ukey, movements } = await find('A1')
      expect(ukey).toMatchObject({ state: 'scrapped', place: null, applicationNo: 'A2026-000002', movements: 8, changedAtMs: nowMs })
      expect(movements.map(({ by }) => by)).toEqual(['张制证', '张制证', '张制证', null, null, '张制证', '张制证', '张制证'])
      expect(movements.map(({ reason }) => reason)).toEqual([null, null, null, null, null, '寄送丢失', '未使用', '损坏'])
      expect(await events()).toHaveLength(8)
      expect(await isLevel()).toBe(true)
    })

    it('takes one that nobody knows as brought along by its holder', async () => {
      await bind('B1', 'A2026-000003')
      expect(await accounts('B1')).toEqual(['holder → inUse'])
      expect(await balance()).toMatchObject({ sources: { supplier: 0, holder: 1 }, states: { inUse: 1 } })
      expect(await events()).toEqual(['ukey.bound B1: holder → inUse'])
    })

    it('tells the staff of one that is used although it is lost or scrapped, and leaves it where it is until it is moved', async () => {
      await receive('A1', 'A2')
      await lose('A1')
      await scrap('A2')
      await bind('A1', 'A2026-000004')
      await bind('A2', 'A2026-000005')
      await bind(' odd number!', 'A2026-000006')
      expect((await list()).ukeys).toMatchObject([
        { serialNumber: 'A1', state: 'lost', movements: 2, unexpected: { applicationNo: 'A2026-000004', atMs: nowMs } },
        { serialNumber: 'A2', state: 'scrapped', unexpected: { applicationNo: 'A2026-000005' } },
      ])
      expect(await events('ukey.unexpected')).toEqual([
        'ukey.unexpected ?odd?number!: holder → holder',
        'ukey.unexpected A1: lost → lost',
        'ukey.unexpected A2: scrapped → scrapped',
      ])
      await takeBack('A1')
      expect(await find('A1')).toMatchObject({ ukey: { state: 'inStock', unexpected: null } })
    })

    it('moves one once when two do it at the same time', async () => {
      await receive('A1')
      const answers = await Promise.allSettled([scrap('A1'), allocate('天河', 'A1'), scrap('A1'), bind('A1', 'A2026-000007'), lose('A1')])
      expect(answers.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0)
      const { ukey, movements } = await find('A1')
      expect(movements.map((each) => each.number)).toEqual(movements.map((_each, index) => index + 1))
      expect(movements.slice(1).map(({ from }) => from)).toEqual(movements.slice(0, -1).map(({ to }) => to))
      expect(movements.filter(({ to }) => to === 'scrapped')).toHaveLength(1)
      expect(ukey).toMatchObject({ state: 'scrapped', movements: movements.length })
      expect(await isLevel()).toBe(true)
    })

    it('moves nothing that was moved after it was read', async () => {
      await receive('A1')
      const [read] = await opened.transaction(({ ukeys }) => ukeys.lock(modelId, ['A1']))
      if (read === undefined) throw new Error('not received')
      await allocate('天河', 'A1')
      await takeBack('A1')
      const stale = { ukey: read, to: 'lost', place: null, applicationNo: null, personId: null, reason: null, atMs: nowMs } as const
      expect(await opened.transaction(({ ukeys }) => ukeys.move([stale]))).toBe(0)
      expect(await accounts('A1')).toHaveLength(3)
    })

    it('is found by model, state and start of the number, page by page', async () => {
      await receive('A1', 'A2', 'B1', 'a_1'.replace('_', '-'))
      await lose('A2')
      expect((await list({ serialNumber: 'A' })).ukeys.map(({ serialNumber }) => serialNumber)).toEqual(['A-1', 'A1', 'A2'])
      expect((await list({ serialNumber: 'A', state: 'lost' })).ukeys).toMatchObject([{ serialNumber: 'A2' }])
      const seen: string[] = []
      for (let after: { modelId: string; serialNumber: string } | undefined; ; ) {
        const { ukeys } = await listUkeys(deps())({ ...anybody, modelId }, after, 3, issuer)
        seen.push(...ukeys.map(({ serialNumber }) => serialNumber))
        after = ukeys.at(-1)
        if (ukeys.length < 3) break
      }
      expect(seen).toEqual(['A-1', 'A1', 'A2', 'B1'])
    })

    it('balances to zero after any row of acts', async () => {
      const serials = ['A1', 'A2', 'A3', 'A4']
      await receive(...serials)
      const acts = [
        (serial: string) => allocate('天河', serial),
        lose,
        takeBack,
        scrap,
        (serial: string) => bind(serial, 'A2026-000008'),
        (serial: string) => bind(`${serial}-OWN`, 'A2026-000009'),
      ]
      for (let round = 0; round < 40; round += 1)
        await acts[(round * 7 + (round >> 2)) % acts.length]?.(serials[round % 4] ?? '').catch(() => {})
      expect(await isLevel()).toBe(true)
      expect(await balance()).toMatchObject({ sources: { supplier: 4, holder: 4 } })
    })
  })
}

const issuer: StaffActor = {
  kind: 'staff',
  personId: '00000000-0000-4000-8000-000000000701',
  name: '张制证',
  roles: ['issuer'],
  certificateSha256: 'aa',
  source: '198.51.100.9',
}
