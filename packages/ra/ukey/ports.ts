import type { UkeySource, UkeyState } from '@certhall/contract/ukey/vocabulary'

export interface UkeyAddress {
  readonly modelId: string
  /** As `ukeySerial` writes it. */
  readonly serialNumber: string
}

export interface StoredUkey extends UkeyAddress {
  readonly state: UkeyState
  /** Only while it is allocated. */
  readonly place: string | null
  /** The application whose certificate it carries, or carried last. */
  readonly applicationNo: string | null
  /** How many movements it has: the number of the newest one. */
  readonly movements: number
  readonly changedAtMs: number
  readonly unexpected: { readonly applicationNo: string; readonly atMs: number } | null
}

/** One line of the books, never changed: one UKEY from one account to another. */
export interface UkeyMovement {
  readonly number: number
  readonly from: string
  readonly to: string
  /** null: not by the staff. */
  readonly personId: string | null
  readonly applicationNo: string | null
  readonly reason: string | null
  readonly atMs: number
}

/** An order of the staff for several UKEYs of one model, with a reason. */
export interface ReasonedOrder {
  readonly modelId: string
  readonly serialNumbers: readonly string[]
  readonly reason: string
}

export interface NewUkey extends UkeyAddress {
  readonly source: UkeySource
  readonly state: UkeyState
  readonly applicationNo: string | null
  readonly personId: string | null
  readonly atMs: number
}

export interface UkeyMove {
  readonly ukey: StoredUkey
  readonly to: UkeyState
  readonly place: string | null
  readonly applicationNo: string | null
  readonly personId: string | null
  readonly reason: string | null
  readonly atMs: number
}

export interface UkeyFilter {
  readonly state: UkeyState | null
  readonly modelId: string | null
  /** The start of a serial number. */
  readonly serialNumber: string | null
}

/** Of one model: what came in by the books, and what is where by the rows. */
export interface ModelBalance {
  readonly modelId: string
  readonly sources: Readonly<Record<UkeySource, number>>
  readonly states: Readonly<Record<UkeyState, number>>
}

export interface UkeyRepository {
  /** Adds those that are not on the books, each with its first movement; gives the serial numbers that were added. */
  readonly add: (ukeys: readonly NewUkey[]) => Promise<ReadonlySet<string>>
  /** Reads with row locks, in the order of serial numbers; unknown ones are left out. */
  readonly lock: (modelId: string, serialNumbers: readonly string[]) => Promise<readonly StoredUkey[]>
  /** Moves each only if it is still in the state, and at the movement, in which it was read; gives how many were moved. */
  readonly move: (moves: readonly UkeyMove[]) => Promise<number>
  readonly noteUnexpected: (address: UkeyAddress, applicationNo: string, atMs: number) => Promise<void>
  /** By model and serial number. */
  readonly find: (filter: UkeyFilter, after: UkeyAddress | undefined, limit: number) => Promise<readonly StoredUkey[]>
  readonly one: (address: UkeyAddress) => Promise<StoredUkey | undefined>
  /** Oldest first. */
  readonly movements: (address: UkeyAddress) => Promise<readonly UkeyMovement[]>
  readonly balance: () => Promise<readonly ModelBalance[]>
}
