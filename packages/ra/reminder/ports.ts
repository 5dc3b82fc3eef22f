import type { CertificateKey } from '@certhall/contract/application/follow-up'

export interface ReminderWindow {
  /** Which reminder it is. */
  readonly daysBefore: number
  /** Ends after this … */
  readonly endsAfterMs: number
  /** … and not after that. */
  readonly endsByMs: number
  readonly limit: number
}

/** Which certificates somebody has been reminded of: the row decides who of several servers sends it. */
export interface ReminderRepository {
  /**
   * Valid, confirmed before the window opened, without a successor or an application that leads to its end, and not yet
   * reminded of by this or a later reminder. Soonest end first.
   */
  readonly due: (window: ReminderWindow) => Promise<readonly CertificateKey[]>
  /** Stored before this, valid, not confirmed, and not yet reminded of. Oldest first. */
  readonly overdueInstalls: (storedBeforeMs: number, limit: number) => Promise<readonly CertificateKey[]>
  /** Marks these; false when the first of them was marked before. */
  readonly mark: (key: CertificateKey, daysBefore: readonly number[], atMs: number) => Promise<boolean>
}

/** The mark of an install that is overdue: no day before an end is its day. */
export const overdueInstallMark = 0
