import type { RevocationReason } from '@certhall/contract/certificate/vocabulary'
import type { IssuedSerial, RevocationChange, StatusSource } from './ports.ts'

/**
 * Revocations in memory, kept by a change feed; existence of serials looked up once and remembered. A board that has not
 * heard from the database for 5 s answers nothing: silence must never read as *good*.
 */
export interface StatusBoard {
  /** Fetches what changed; reports each changed serial to `onChange` so that cached answers can be thrown away. */
  readonly refresh: (source: StatusSource, nowMs: number) => Promise<void>
  readonly isFresh: (nowMs: number) => boolean
  readonly status: (source: StatusSource, authorityId: string, serialNumber: string, nowMs: number) => Promise<CertificateStatus>
  readonly revocationCount: () => number
  /** Rises with each change: an answer made across a change must not be kept. */
  readonly version: () => number
}

export type CertificateStatus =
  | { readonly status: 'good' }
  | { readonly status: 'revoked'; readonly revokedAtMs: number; readonly reason: RevocationReason }
  | { readonly status: 'unknown' }

export const statusStaleAfterMs = 5_000

export const createStatusBoard = (
  onChange: (authorityId: string, serialNumber: string) => void = () => {},
  issuedLimit = 200_000,
): StatusBoard => {
  const revoked = new Map<string, { readonly revokedAtMs: number; readonly reason: RevocationReason }>()
  const issued = new Map<string, IssuedSerial>()
  let position = 0
  let version = 0
  let heardAtMs = Number.NEGATIVE_INFINITY

  const apply = (change: RevocationChange): void => {
    revoked.set(keyOf(change.authorityId, change.serialNumber), { revokedAtMs: change.revokedAtMs, reason: change.reason })
    position = Math.max(position, change.position)
    version += 1
    onChange(change.authorityId, change.serialNumber)
  }

  return {
    refresh: async (source, nowMs) => {
      for (;;) {
        const changes = await source.changesAfter(position, pageSize)
        for (const change of changes) apply(change)
        if (changes.length < pageSize) break
      }
      heardAtMs = nowMs
    },
    isFresh: (nowMs) => nowMs - heardAtMs <= statusStaleAfterMs && nowMs >= heardAtMs - statusStaleAfterMs,
    status: async (source, authorityId, serialNumber, nowMs) => {
      const key = keyOf(authorityId, serialNumber)
      const revocation = revoked.get(key)
      if (revocation !== undefined) return { status: 'revoked', ...revocation }
      const known = issued.get(key) ?? (await lookUp(source, authorityId, serialNumber, issued, issuedLimit))
      // A revocation may have arrived while the look-up waited.
      const late = revoked.get(key)
      if (late !== undefined) return { status: 'revoked', ...late }
      return known === null || known.notAfterMs < nowMs ? { status: 'unknown' } : { status: 'good' }
    },
    revocationCount: () => revoked.size,
    version: () => version,
  }
}

const lookUp = async (
  source: StatusSource,
  authorityId: string,
  serialNumber: string,
  issued: Map<string, IssuedSerial>,
  limit: number,
): Promise<IssuedSerial | null> => {
  const found = await source.issued(authorityId, serialNumber)
  // Only what exists is remembered: a serial that is unknown now may be issued in the next second.
  if (found === null) return null
  const oldest = issued.size >= limit ? issued.keys().next().value : undefined
  if (oldest !== undefined) issued.delete(oldest)
  issued.set(keyOf(authorityId, serialNumber), found)
  return found
}

const keyOf = (authorityId: string, serialNumber: string): string => `${authorityId}/${serialNumber}`
const pageSize = 10_000
