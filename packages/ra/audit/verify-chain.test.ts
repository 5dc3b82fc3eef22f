import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkpointText, genesisHash, linkEvent, type StoredEvent } from './chain.ts'
import { auditKey } from './seal-record.ts'
import { type ChainedEvent, verifyChain } from './verify-chain.ts'

const key = auditKey(new Uint8Array(32).fill(7))
const eventOf = (index: number): StoredEvent => ({
  eventId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  at: new Date(1_767_225_600_000 + index).toISOString(),
  type: 'application.submitted',
  actorKind: 'applicant',
  actorId: null,
  actorName: 'applicant',
  role: null,
  applicationNo: `A2026-${String(index).padStart(6, '0')}`,
  before: 'draft',
  after: 'submitted',
  source: '127.0.0.1',
  detail: { revision: 1, 名称: '示例' },
})
const record = (length: number): ChainedEvent[] => {
  let hash = genesisHash
  return Array.from({ length }, (_, index) => {
    const event = eventOf(index)
    const link = linkEvent(hash, index + 1, event)
    hash = link.hash
    return { link, event }
  })
}
const sealed = (events: readonly ChainedEvent[], sequence: number) => {
  const text = checkpointText(sequence, events[sequence - 1]?.link.hash ?? '', 1_767_225_600_000)
  return { text, signature: key.sign(text) }
}
const verdict = (events: readonly ChainedEvent[], checkpoints = [sealed(record(9), 9)]) =>
  verifyChain({ events, checkpoints, publicKey: key.publicKey })

describe('verifying the chain', () => {
  it('names the event that was edited', async () => {
    const events = record(9).map((each, index) => (index === 4 ? { ...each, event: { ...each.event, after: 'approved' } } : each))
    expect(await verdict(events)).toEqual({ ok: false, sequence: 5, finding: 'event-changed' })
  })

  it('names the place of an event that was deleted with its link', async () => {
    expect(await verdict(record(9).filter((_, index) => index !== 3))).toEqual({ ok: false, sequence: 4, finding: 'event-missing' })
  })

  it('names the first of two events that changed places', async () => {
    const events = record(9)
    const [third, fourth] = [events[2], events[3]]
    if (third === undefined || fourth === undefined) throw new Error('too short')
    const swapped = events.with(2, { link: third.link, event: fourth.event }).with(3, { link: fourth.link, event: third.event })
    expect(await verdict(swapped)).toEqual({ ok: false, sequence: 3, finding: 'order-changed' })
  })

  it('finds a cut end by a checkpoint kept elsewhere', async () => {
    expect(await verdict(record(6))).toEqual({ ok: false, sequence: 7, finding: 'tail-missing' })
  })

  it('finds a chain that was made anew by the checkpoint that it cannot sign', async () => {
    let hash = genesisHash
    const anew = record(9).map(({ event }, index) => {
      const changed = index === 0 ? { ...event, actorName: 'somebody else' } : event
      const link = linkEvent(hash, index + 1, changed)
      hash = link.hash
      return { link, event: changed }
    })
    expect(await verdict(anew)).toEqual({ ok: false, sequence: 9, finding: 'checkpoint-differs' })
  })

  it('refuses a checkpoint that the audit key did not sign', async () => {
    const forged = { ...sealed(record(9), 9), signature: auditKey(new Uint8Array(32)).sign('x') }
    expect(await verdict(record(9), [forged])).toEqual({ ok: false, sequence: 9, finding: 'checkpoint-forged' })
  })

  it('holds for an untouched record, and for an empty one', async () => {
    expect(await verdict(record(9))).toMatchObject({ ok: true, count: 9, checkpoints: 1 })
    expect(await verdict([], [])).toEqual({ ok: true, count: 0, hash: genesisHash, checkpoints: 0, publicKey: key.publicKey })
  })

  it('never holds after any single change of any field of any event', async () => {
    const fields = ['eventId', 'at', 'type', 'actorName', 'applicationNo', 'before', 'after', 'source'] as const
    await fc.assert(
      fc.asyncProperty(fc.nat(8), fc.constantFrom(...fields), fc.string(), async (index, field, text) => {
        const events = record(9)
        const each = events[index]
        fc.pre(each !== undefined && each.event[field] !== text && text.isWellFormed())
        if (each === undefined) return
        expect((await verdict(events.with(index, { ...each, event: { ...each.event, [field]: text } }))).ok).toBe(false)
      }),
    )
  })
})
