import type { ChainLink, Checkpoint, StoredEvent } from './chain.ts'
import type { ChainedEvent } from './verify-chain.ts'

export interface AuditFilter {
  readonly applicationNo: string | null
  readonly type: string | null
}

export interface AuditPosition {
  readonly at: string
  readonly eventId: string
}

export interface AuditLine {
  readonly event: StoredEvent
  readonly link: ChainLink | null
}

export interface ChainState {
  /** Number of the last chained event. */
  readonly count: number
  readonly waiting: number
  readonly lastCheckpoint: { readonly sequence: number; readonly signedAtMs: number } | null
}

/** The record behind the appender: read by the auditor, chained and sealed by the sequencer. */
export interface AuditRecord {
  /** Chains up to `limit` waiting events; 0 when there is none. Several servers may call it at once: one works, the others wait for it. */
  readonly chainWaiting: (limit: number) => Promise<number>
  readonly head: () => Promise<{ readonly sequence: number; readonly hash: string }>
  readonly state: () => Promise<ChainState>
  /** False when this sequence has a checkpoint already. */
  readonly addCheckpoint: (checkpoint: Checkpoint, sequence: number, hash: string, signedAtMs: number) => Promise<boolean>
  /** Those after this sequence; all when it is left out. */
  readonly checkpoints: (after?: number) => Promise<readonly Checkpoint[]>
  /** Front to back after this sequence, in batches. */
  readonly chained: (after?: number) => AsyncIterable<ChainedEvent>
  /** Newest first. */
  readonly list: (filter: AuditFilter, before: AuditPosition | undefined, limit: number) => Promise<readonly AuditLine[]>
}
