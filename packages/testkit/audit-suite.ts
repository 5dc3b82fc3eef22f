/** What the audit record promises, whatever it is kept in: run on memory and on PostgreSQL. */
import { systemRandom } from '@certhall/kernel/random'
import { exportRecord, verifyExport } from '@certhall/ra/audit/export-record'
import { recordClockMove } from '@certhall/ra/audit/record-clock-move'
import { auditKey, chainEvents, sealHead } from '@certhall/ra/audit/seal-record'
import { type ChainVerdict, verifyChain } from '@certhall/ra/audit/verify-chain'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OpenedRegistration, OpenRegistration } from './opened-registration.ts'

export const auditSuite = (kind: string, open: OpenRegistration): void => {
  describe(`the audit record on ${kind}`, () => {
    const key = auditKey(new Uint8Array(32).fill(3))
    const actor = { kind: 'applicant', source: '127.0.0.1' } as const
    let nowMs = Date.parse('2026-11-23T02:00:00Z')
    const clock = { nowMs: () => nowMs }
    let opened: OpenedRegistration

    beforeEach(async () => {
      opened = await open({ clock, random: systemRandom })
      for (let index = 1; index <= 20; index += 1) await submit(`A2026-${index}`)
    })
    afterEach(() => opened.close())

    const submit = (applicationNo: string): Promise<void> => {
      nowMs += 1
      return opened.transaction(({ audit }) =>
        audit.append({
          type: 'application.submitted',
          actor,
          applicationNo,
          after: 'submitted',
          detail: { revision: 1, note: '说明 "quoted"' },
        }),
      )
    }
    it('has each move of an evaluation’s clock once, whoever notices it, and not what is on record already', async () => {
      const note = recordClockMove(opened)
      expect([await note(0), await note(5_000), await note(5_000)]).toEqual([false, true, false])
      nowMs += 1
      expect(await note(8_000)).toBe(true)
      const moves = await opened.record.list({ applicationNo: null, type: 'evaluation.clock-moved' }, undefined, 10)
      expect(moves.map(({ event }) => event.detail)).toEqual([
        { offsetMs: 8_000, byMs: 3_000 },
        { offsetMs: 5_000, byMs: 5_000 },
      ])
    })

    const chain = () => chainEvents({ record: opened.record })()
    const seal = () => sealHead({ record: opened.record, key, clock })()
    const verdict = async (): Promise<ChainVerdict> =>
      verifyChain({ events: opened.record.chained(), checkpoints: await opened.record.checkpoints(), publicKey: key.publicKey })
    const exported = async (): Promise<string[]> => {
      const lines: string[] = []
      for await (const line of exportRecord(opened.record, key.publicKey)) lines.push(line.trimEnd())
      return lines
    }
    const verifyLines = (lines: readonly string[], publicKey: string | null = null) =>
      verifyExport(
        (async function* () {
          yield* lines
        })(),
        { checkpoints: [], publicKey },
      )

    it('names an edited and a deleted event, and a cut end', async () => {
      await chain()
      await seal()
      expect(await verdict()).toMatchObject({ ok: true, count: 20, checkpoints: 1 })
      await opened.attack.rewriteEvent(7, 'approved')
      expect(await verdict()).toEqual({ ok: false, sequence: 7, finding: 'event-changed' })
      await opened.attack.rewriteEvent(7, 'submitted')
      expect(await verdict()).toMatchObject({ ok: true })
      await opened.attack.cutChain(15)
      expect(await verdict()).toEqual({ ok: false, sequence: 16, finding: 'tail-missing' })
      await opened.attack.deleteEvent(3)
      expect(await verdict()).toEqual({ ok: false, sequence: 3, finding: 'event-changed' })
    })

    it('does not prove itself as an export with one letter changed or the end cut off', async () => {
      await chain()
      await seal()
      const lines = await exported()
      expect(await verifyLines(lines.map((line, index) => (index === 5 ? line.replace('A2026-', 'A2025-') : line)))).toEqual({
        ok: false,
        sequence: 4,
        finding: 'event-changed',
      })
      expect(await verifyLines(lines.slice(0, -2))).toEqual({ ok: false, sequence: 19, finding: 'tail-missing' })
      expect(await verifyLines(lines)).toMatchObject({ ok: true, count: 20, publicKey: key.publicKey })
    })

    it('made anew under a key of the forger’s own, proves itself but not to whoever kept the key', async () => {
      await chain()
      const forger = auditKey(new Uint8Array(32).fill(99))
      await sealHead({ record: opened.record, key: forger, clock })()
      const lines: string[] = []
      for await (const line of exportRecord(opened.record, forger.publicKey)) lines.push(line.trimEnd())
      expect(await verifyLines(lines)).toMatchObject({ ok: true, publicKey: forger.publicKey })
      expect(await verifyLines(lines, key.publicKey)).toMatchObject({ ok: false, finding: 'checkpoint-forged' })
    })

    it('keeps nothing of a transaction that fails', async () => {
      const failing = opened.transaction(async ({ audit }) => {
        await audit.append({ type: 'application.withdrawn', actor, applicationNo: 'A2026-1' })
        throw new RangeError('after the event')
      })
      await expect(failing).rejects.toThrow(RangeError)
      expect((await opened.record.state()).waiting).toBe(20)
    })

    it('is chained once and without a gap by five sequencers at the same time', async () => {
      const counts = await Promise.all(Array.from({ length: 5 }, chain))
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(20)
      const links = []
      for await (const { link, event } of opened.record.chained()) links.push([link.sequence, event.applicationNo])
      expect(links).toEqual(Array.from({ length: 20 }, (_, index) => [index + 1, `A2026-${index + 1}`]))
      expect(await opened.record.state()).toMatchObject({ count: 20, waiting: 0 })
    })

    it('grows at its end: a verified start is enough to judge what came after it', async () => {
      await chain()
      const start = await opened.record.head()
      await submit('A2026-21')
      await chain()
      expect(
        await verifyChain({ events: opened.record.chained(start.sequence), checkpoints: [], publicKey: key.publicKey, start }),
      ).toMatchObject({ ok: true, count: 21 })
      expect(await verdict()).toMatchObject({ ok: true, count: 21 })
    })

    it('is sealed at once when new, then after a minute, never without anything new, and once by two', async () => {
      expect(await seal()).toBeUndefined()
      await chain()
      expect((await Promise.all([seal(), seal()])).filter((checkpoint) => checkpoint !== undefined)).toHaveLength(1)
      nowMs += 120_000
      expect(await seal()).toBeUndefined()
      await submit('A2026-21')
      await chain()
      expect(await seal()).toBeDefined()
      await submit('A2026-22')
      await chain()
      expect(await seal()).toBeUndefined()
      nowMs += 60_000
      expect(await seal()).toBeDefined()
      expect(await opened.record.checkpoints(20)).toHaveLength(2)
    })

    it('is sealed after 256 events, however little time has passed', async () => {
      await chain()
      await seal()
      const many = Array.from({ length: 256 }, () => ({ type: 'document.viewed' as const, actor, applicationNo: 'A2026-1' }))
      await opened.transaction(({ audit }) => audit.append(...many))
      await chain()
      expect(await seal()).toBeDefined()
      expect(await verdict()).toMatchObject({ ok: true, count: 276, checkpoints: 2 })
    })

    it('is read newest first, by case, by kind, and in pages that leave nothing out', async () => {
      const all = { applicationNo: null, type: null }
      const first = await opened.record.list(all, undefined, 15)
      const rest = await opened.record.list(all, first.at(-1)?.event, 15)
      expect([...first, ...rest].map(({ event }) => event.applicationNo)).toEqual(
        Array.from({ length: 20 }, (_, index) => `A2026-${20 - index}`),
      )
      expect(await opened.record.list({ applicationNo: 'A2026-3', type: null }, undefined, 15)).toMatchObject([
        { link: null, event: { after: 'submitted', source: '127.0.0.1' } },
      ])
      expect(await opened.record.list({ applicationNo: null, type: 'application.approved' }, undefined, 15)).toEqual([])
      await chain()
      expect(await opened.record.list({ applicationNo: 'A2026-3', type: null }, undefined, 15)).toMatchObject([{ link: { sequence: 3 } }])
    })
  })
}
