import type { RevocationReason } from '@certhall/contract/certificate/vocabulary'
import type { IssuedSerial, RevocationChange, StatusSource } from './ports.ts'

/**
 * Revocations in memory, kept by a change feed; existence of serials looked up once and remembered. A board that has not
 * heard from the database for 5 s answers nothing: silence must never read as *good*.
 *
 * The last change it knows is asked for again each time. When the feed has it no more, the database is another one: an older
 * copy was restored. Then everything is read anew, and nothing is answered until that is done; what was once heard to be
 * revoked stays revoked here, whether the copy knows of it or not.
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
  /** All was read anew; `missing`: revoked as this board knows, and not as the database says. Before the first answer. */
  onReloaded: (missing: readonly string[]) => void = () => {},
  issuedLimit = 200_000,
): StatusBoard => {
  const revoked = new Map<string, { readonly revokedAtMs: number; readonly reason: RevocationReason }>()
  const issued = new Map<string, IssuedSerial>()
  let last: RevocationChange | undefined
  let unseen: Set<string> | undefined
  let version = 0
  let heardAtMs = Number.NEGATIVE_INFINITY

  const apply = (change: RevocationChange): void => {
    const key = keyOf(change.authorityId, change.serialNumber)
    revoked.set(key, { revokedAtMs: change.revokedAtMs, reason: change.reason })
    if (last === undefined || change.position > last.position) last = change
    unseen?.delete(key)
    version += 1
    onChange(change.authorityId, change.serialNumber)
  }

  /** All that came after the last change; false when that one is not in the feed any more. */
  const readOn = async (source: StatusSource): Promise<boolean> => {
    const known = last
    let isKnownThere = known === undefined
    for (let after = (known?.position ?? 1) - 1; ; ) {
      const changes = await source.changesAfter(after, pageSize)
      for (const change of changes) {
        // A hold that became final stands further on, with the date it had.
        if (known !== undefined && isSameRevocation(change, known)) isKnownThere = true
        if (known === undefined || change.position > known.position) apply(change)
      }
      if (changes.length < pageSize) return isKnownThere
      after = changes.at(-1)?.position ?? after
    }
  }

  const readAnew = async (source: StatusSource): Promise<void> => {
    heardAtMs = Number.NEGATIVE_INFINITY
    last = undefined
    unseen ??= new Set(revoked.keys())
    issued.clear()
    version += 1
    await readOn(source)
  }

  return {
    refresh: async (source, nowMs) => {
      if (!(await readOn(source))) await readAnew(source)
      if (unseen !== undefined) {
        onReloaded([...unseen])
        unseen = undefined
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

const isSameRevocation = (one: RevocationChange, other: RevocationChange): boolean =>
  one.authorityId === other.authorityId && one.serialNumber === other.serialNumber && one.revokedAtMs === other.revokedAtMs

const keyOf = (authorityId: string, serialNumber: string): string => `${authorityId}/${serialNumber}`
const pageSize = 10_000
