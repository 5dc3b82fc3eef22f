/** What the registration side keeps, in memory: one table a topic. The stores over it stand in memory-*.ts. */
import type { LeavingReason } from '@certhall/contract/staff/roles'
import type { StoredDecision } from '@certhall/ra/application/review-ports'
import type { ChainLink, Checkpoint, StoredEvent } from '@certhall/ra/audit/chain'
import type { StoredCertificate } from '@certhall/ra/certificate/ports'
import type { StoredNotice } from '@certhall/ra/notice/ports'
import type { StoredPasscode, StoredRelease } from '@certhall/ra/passcode/ports'
import type { Person } from '@certhall/ra/staff/ports'
import type { StoredUkey, UkeyMovement } from '@certhall/ra/ukey/ports'
import type { StoredWebhookMessage, Webhook } from '@certhall/ra/webhook/ports'
import type { SessionRow } from '@certhall/store/ra/session'
import { emptyIntake, type IntakeTables } from './memory-intake.ts'

export interface PasscodeRow extends StoredPasscode {
  readonly boundAtMs: number | null
  readonly endedAtMs: number | null
}

export interface PersonRow extends Person {
  readonly disabledReason: LeavingReason | null
}

export interface StaffCertificateRow {
  readonly certificateSha256: string
  readonly personId: string
  readonly der: Uint8Array
  readonly notAfterMs: number
  readonly endedAtMs: number | null
}

export interface NoticeRow extends StoredNotice {
  readonly lastFailure: string | null
  readonly createdAtMs: number
  readonly sentAtMs: number | null
}

export interface WebhookMessageRow extends Omit<StoredWebhookMessage, 'webhook'> {
  readonly webhookId: string
  readonly lastFailure: string | null
  readonly createdAtMs: number
}

export interface WaitingJob {
  readonly name: string
  readonly payload: Readonly<Record<string, string>>
}

export interface MemoryTables {
  readonly intake: IntakeTables
  readonly decisions: Map<string, StoredDecision>
  readonly releases: Map<string, StoredRelease>
  readonly passcodes: Map<string, PasscodeRow>
  readonly certificates: Map<string, StoredCertificate>
  readonly people: Map<string, PersonRow>
  readonly staffCertificates: Map<string, StaffCertificateRow>
  readonly challenges: Map<string, { readonly origin: string; readonly expiresAtMs: number; readonly usedAtMs: number | null }>
  readonly notices: Map<string, NoticeRow>
  readonly jobs: Map<string, WaitingJob>
  readonly events: Map<string, StoredEvent>
  /** In order; a link outlives its event. */
  readonly links: ChainLink[]
  readonly head: { sequence: number; hash: string | null }
  readonly checkpoints: Map<number, { readonly checkpoint: Checkpoint; readonly signedAtMs: number }>
  readonly sessions: Map<string, SessionRow>
  /** By certificate: the days of the reminders that were sent. */
  readonly reminders: Map<string, readonly number[]>
  readonly webhooks: Map<string, Webhook>
  readonly webhookMessages: Map<string, WebhookMessageRow>
  readonly ukeys: Map<string, { readonly ukey: StoredUkey; readonly movements: readonly UkeyMovement[] }>
}

export const emptyTables = (): MemoryTables => ({
  intake: emptyIntake(),
  decisions: new Map(),
  releases: new Map(),
  passcodes: new Map(),
  certificates: new Map(),
  people: new Map(),
  staffCertificates: new Map(),
  challenges: new Map(),
  notices: new Map(),
  jobs: new Map(),
  events: new Map(),
  links: [],
  head: { sequence: 0, hash: null },
  checkpoints: new Map(),
  sessions: new Map(),
  ukeys: new Map(),
  reminders: new Map(),
  webhooks: new Map(),
  webhookMessages: new Map(),
})

/** Changes a row only if it is there and still as expected: what `update … where state = …` does. */
export const changeRow = <Row extends object>(
  table: Map<string, Row>,
  key: string,
  isExpected: (row: Row) => boolean,
  change: (row: Row) => Partial<Row>,
): boolean => {
  const row = table.get(key)
  if (row === undefined || !isExpected(row)) return false
  table.set(key, { ...row, ...change(row) })
  return true
}

/** What a unique index does. */
export const insertRow = <Row>(table: Map<string, Row>, key: string, row: Row, isTaken: (other: Row) => boolean = () => false): void => {
  if (table.has(key) || [...table.values()].some(isTaken)) throw new Error('a row like this exists')
  table.set(key, row)
}
