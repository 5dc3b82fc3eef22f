import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { fromBase64, fromBase64Url, utf8 } from '@certhall/kernel/bytes'
import { type ChainLink, type Checkpoint, genesisHash, linkEvent, parseCheckpoint, type StoredEvent } from './chain.ts'

export interface ChainedEvent {
  readonly link: ChainLink
  readonly event: StoredEvent
}

/** `ok`, or the first sequence number at which the record is not what was written, and how it differs. */
export type ChainVerdict =
  | { readonly ok: true; readonly count: number; readonly hash: string; readonly checkpoints: number; readonly publicKey: string | null }
  | { readonly ok: false; readonly sequence: number; readonly finding: ChainFinding }

export type ChainFinding =
  | 'event-changed' // the event's hash is not the one in the chain
  | 'event-missing' // a sequence number is left out
  | 'order-changed' // links and events do not follow one another
  | 'tail-missing' // a checkpoint knows more events than there are
  | 'checkpoint-differs' // a checkpoint names another hash at its sequence
  | 'checkpoint-forged' // a checkpoint's signature is not the audit key's

export interface ChainRecord {
  readonly events: AsyncIterable<ChainedEvent> | Iterable<ChainedEvent>
  readonly checkpoints: readonly Checkpoint[]
  /** base64 SubjectPublicKeyInfo of the audit key; without it signatures are not checked. */
  readonly publicKey: string | null
  /** A link that is taken for granted: `events` begin after it. */
  readonly start?: { readonly sequence: number; readonly hash: string }
}

/** Reads the record once, front to back; needs no database and no trust in whoever kept it. */
export const verifyChain = async ({ events, checkpoints, publicKey, start }: ChainRecord): Promise<ChainVerdict> => {
  const key = publicKey === null ? undefined : createPublicKey({ key: Buffer.from(fromBase64(publicKey)), format: 'der', type: 'spki' })
  const marks = new Map<number, string>()
  for (const checkpoint of checkpoints) {
    const parsed = parseCheckpoint(checkpoint.text)
    if (parsed === undefined || !isSigned(key, checkpoint))
      return { ok: false, sequence: parsed?.sequence ?? 0, finding: 'checkpoint-forged' }
    const known = marks.get(parsed.sequence)
    if (known !== undefined && known !== parsed.hash) return { ok: false, sequence: parsed.sequence, finding: 'checkpoint-differs' }
    marks.set(parsed.sequence, parsed.hash)
  }
  let sequence = start?.sequence ?? 0
  let hash = start?.hash ?? genesisHash
  for await (const { link, event } of events) {
    const expected = linkEvent(hash, sequence + 1, event)
    if (link.sequence > sequence + 1) return { ok: false, sequence: sequence + 1, finding: 'event-missing' }
    if (link.sequence !== sequence + 1 || link.eventId !== event.eventId || link.previousHash !== hash)
      return { ok: false, sequence: sequence + 1, finding: 'order-changed' }
    if (link.hash !== expected.hash) return { ok: false, sequence: link.sequence, finding: 'event-changed' }
    sequence = link.sequence
    hash = link.hash
    if (marks.has(sequence) && marks.get(sequence) !== hash) return { ok: false, sequence, finding: 'checkpoint-differs' }
  }
  const cut = [...marks.keys()].some((marked) => marked > sequence)
  return cut
    ? { ok: false, sequence: sequence + 1, finding: 'tail-missing' }
    : { ok: true, count: sequence, hash, checkpoints: checkpoints.length, publicKey }
}

const isSigned = (key: KeyObject | undefined, { text, signature }: Checkpoint): boolean => {
  if (key === undefined) return true
  try {
    return verify(null, utf8(text), key, fromBase64Url(signature))
  } catch {
    return false
  }
}
