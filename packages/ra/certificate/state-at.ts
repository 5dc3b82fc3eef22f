import type { CheckedState } from '@certhall/contract/certificate/check'
import type { CertStatus } from '@certhall/pki/ocsp/response'
import type { StoredCertificate } from './ports.ts'

/** What decides the state of a certificate of ours at any date. */
export interface StateFacts {
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** Put on hold then; a hold is never lifted. */
  readonly holdAtMs: number | null
  readonly revokedAtMs: number | null
  readonly reason: string | null
}

export interface StateAt {
  readonly state: CheckedState
  readonly reason: string | null
  /** Since when nobody may rely on it: of a revoked one that had been on hold, since the hold, as OCSP and CRL say it too. */
  readonly sinceMs: number | null
}

/** The state at a date that is not in the future. Revoked is said beyond the end too: it tells more than expired. */
export const stateAt = (facts: StateFacts, atMs: number): StateAt => {
  const { notBeforeMs, notAfterMs, holdAtMs, revokedAtMs, reason } = facts
  if (atMs < notBeforeMs) return { state: 'notYetValid', reason: null, sinceMs: null }
  if (revokedAtMs !== null && revokedAtMs <= atMs) return { state: 'revoked', reason, sinceMs: holdAtMs ?? revokedAtMs }
  // notAfter is inclusive, to the second (RFC 5280 §4.1.2.5).
  if (atMs >= notAfterMs + 1000) return { state: 'expired', reason: null, sinceMs: notAfterMs }
  if (holdAtMs !== null && holdAtMs <= atMs) return { state: 'frozen', reason: 'certificateHold', sinceMs: holdAtMs }
  return { state: 'good', reason: null, sinceMs: null }
}

export const unknownState: StateAt = { state: 'unknown', reason: null, sinceMs: null }

/** As the registration's copy has it. */
export const factsOfCopy = ({ notBeforeMs, notAfterMs, frozenAtMs, endedAtMs, state, endReason }: StoredCertificate): StateFacts => ({
  notBeforeMs,
  notAfterMs,
  holdAtMs: frozenAtMs,
  revokedAtMs: state === 'revoked' ? endedAtMs : null,
  reason: state === 'revoked' ? endReason : null,
})

/** As the authority's own status service has it, for what was signed by us but stands in no copy (staff, delegates). */
export const factsOfStatus = (status: CertStatus, validity: Pick<StateFacts, 'notBeforeMs' | 'notAfterMs'>): StateFacts | undefined =>
  status.kind === 'unknown' ? undefined : withStatus({ ...validity, holdAtMs: null, revokedAtMs: null, reason: null }, status)

/** The worse of the two: a copy can be behind the ledger, and a cached answer behind the copy. */
export const withStatus = (facts: StateFacts, status: CertStatus): StateFacts | undefined => {
  if (status.kind === 'unknown') return undefined
  if (status.kind === 'good' || facts.revokedAtMs !== null) return facts
  if (status.reason === 'certificateHold') return { ...facts, holdAtMs: facts.holdAtMs ?? status.revokedAtMs }
  return { ...facts, revokedAtMs: status.revokedAtMs, reason: status.reason }
}

/** Whether an answer of the status service says what we say; one that is behind is not handed on. */
export const agrees = (state: CheckedState, status: CertStatus): boolean => {
  if (status.kind === 'unknown') return state === 'unknown'
  if (status.kind === 'good') return state !== 'frozen' && state !== 'revoked' && state !== 'unknown'
  return status.reason === 'certificateHold' ? state === 'frozen' || state === 'expired' : state === 'revoked'
}
