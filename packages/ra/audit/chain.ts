import { createHash } from 'node:crypto'
import { canonicalJson, type CanonicalValue } from '@certhall/contract/statement/canonical-json'
import { toHex } from '@certhall/kernel/bytes'

/** An audit event as it is stored and exported. Its canonical JSON is what the chain covers. */
export interface StoredEvent {
  readonly eventId: string
  /** ISO 8601 with milliseconds, UTC. */
  readonly at: string
  readonly type: string
  readonly actorKind: string
  readonly actorId: string | null
  readonly actorName: string
  readonly role: string | null
  readonly applicationNo: string | null
  readonly before: string | null
  readonly after: string | null
  readonly source: string
  readonly detail: Readonly<Record<string, unknown>>
}

export interface ChainLink {
  readonly sequence: number
  readonly eventId: string
  readonly previousHash: string
  readonly hash: string
}

/** Before the first event. */
export const genesisHash = '0'.repeat(64)

/** hash(n) = SHA-256(hash(n−1) ‖ canonical JSON of {sequence, event}): an edit, a gap or another order changes every later hash. */
export const linkEvent = (previousHash: string, sequence: number, event: StoredEvent): ChainLink => {
  const digest = createHash('sha256')
    .update(previousHash, 'hex')
    .update(canonicalJson({ sequence, event: canonicalEvent(event) }))
    .digest()
  return { sequence, eventId: event.eventId, previousHash, hash: toHex(digest) }
}

/** What a checkpoint signs (Ed25519). Kept outside, it also proves that nothing was cut off at the end. */
export interface Checkpoint {
  readonly text: string
  /** base64url. */
  readonly signature: string
}

export const checkpointText = (sequence: number, hash: string, signedAtMs: number): string =>
  canonicalJson({ format: 'certhall.audit-checkpoint.v1', sequence, hash, signedAt: new Date(signedAtMs).toISOString() })

export const parseCheckpoint = (
  text: string,
): { readonly sequence: number; readonly hash: string; readonly signedAt: string } | undefined => {
  try {
    const value = JSON.parse(text) as Record<string, unknown>
    const { format, sequence, hash, signedAt } = value
    if (
      format !== 'certhall.audit-checkpoint.v1' ||
      !Number.isSafeInteger(sequence) ||
      typeof hash !== 'string' ||
      typeof signedAt !== 'string'
    )
      return undefined
    return { sequence: sequence as number, hash, signedAt }
  } catch {
    return undefined
  }
}

const canonicalEvent = (event: StoredEvent): CanonicalValue => ({
  eventId: event.eventId,
  at: event.at,
  type: event.type,
  actorKind: event.actorKind,
  actorId: event.actorId,
  actorName: event.actorName,
  role: event.role,
  applicationNo: event.applicationNo,
  before: event.before,
  after: event.after,
  source: event.source,
  detail: event.detail as CanonicalValue,
})
