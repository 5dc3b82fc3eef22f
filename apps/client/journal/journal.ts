import { appendFileSync, renameSync, statSync } from 'node:fs'

/** What was asked of this client and how it ended: for the person and for support. No PIN, no nonce, no contents. */
export interface JournalEntry {
  readonly method: string
  readonly origin: string
  /** `ok` or an error code. */
  readonly outcome: string
}

export interface Journal {
  readonly write: (entry: JournalEntry) => void
}

/** One line of JSON an entry; the file before the last one is kept. A full disk stops no operation. */
export const openJournal = (path: string, nowMs: () => number, onFailure: (error: unknown) => void): Journal => ({
  write: ({ method, origin, outcome }) => {
    try {
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > mostOctets) renameSync(path, `${path}.1`)
      appendFileSync(path, `${JSON.stringify({ time: new Date(nowMs()).toISOString(), method, origin, outcome })}\n`, { mode: 0o600 })
    } catch (error) {
      onFailure(error)
    }
  },
})

const mostOctets = 1_000_000
