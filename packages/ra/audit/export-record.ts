import type { ChainLink, Checkpoint, StoredEvent } from './chain.ts'
import type { AuditRecord } from './ports.ts'
import { type ChainedEvent, type ChainVerdict, verifyChain } from './verify-chain.ts'

/**
 * An export: JSON lines. First a head with format and public key, then the checkpoints, then every chained event in
 * order. It proves itself with `certhall audit verify`, or with any program that knows SHA-256 and Ed25519.
 */
export async function* exportRecord(record: AuditRecord, publicKey: string | null): AsyncIterable<string> {
  yield line({ format: exportFormat, publicKey })
  for (const checkpoint of await record.checkpoints()) yield line({ checkpoint })
  for await (const { link, event } of record.chained())
    yield line({ sequence: link.sequence, previousHash: link.previousHash, hash: link.hash, event })
}

/**
 * Verifies an export line by line. `outside`: what was kept elsewhere, and no change of the export can satisfy. Without a
 * key from outside the export's own is taken: then it proves itself, and the verdict's key must be compared by a person.
 */
export const verifyExport = async (
  lines: AsyncIterable<string>,
  outside: { readonly checkpoints: readonly Checkpoint[]; readonly publicKey: string | null },
): Promise<ChainVerdict> => {
  const iterator = lines[Symbol.asyncIterator]()
  const head = parseLine(await iterator.next())
  if (head?.['format'] !== exportFormat) return { ok: false, sequence: 0, finding: 'order-changed' }
  const publicKey = outside.publicKey ?? (typeof head['publicKey'] === 'string' ? head['publicKey'] : null)
  const checkpoints: Checkpoint[] = [...outside.checkpoints]
  let next = parseLine(await iterator.next())
  for (; next?.['checkpoint'] !== undefined; next = parseLine(await iterator.next())) checkpoints.push(next['checkpoint'] as Checkpoint)
  return verifyChain({ events: eventsOf(next, iterator), checkpoints, publicKey })
}

async function* eventsOf(first: Record<string, unknown> | undefined, iterator: AsyncIterator<string>): AsyncIterable<ChainedEvent> {
  for (let value = first; value !== undefined; value = parseLine(await iterator.next())) {
    const event = value['event'] as StoredEvent
    yield {
      event,
      link: { sequence: value['sequence'], eventId: event?.eventId, previousHash: value['previousHash'], hash: value['hash'] } as ChainLink,
    }
  }
}

const parseLine = (result: IteratorResult<string>): Record<string, unknown> | undefined =>
  result.done === true || result.value === '' ? undefined : (JSON.parse(result.value) as Record<string, unknown>)

const line = (value: object): string => `${JSON.stringify(value)}\n`
const exportFormat = 'certhall.audit-export.v1'
