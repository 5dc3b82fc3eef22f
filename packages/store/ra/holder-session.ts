import { type HolderSession, isInTime } from '@certhall/ra/holder/holder-session'
import type { HolderSessionRepository, OpenHolderSession } from '@certhall/ra/holder/ports'
import { type Kysely, sql } from 'kysely'
import { binary } from '../ca/binary.ts'
import type { RegistrationSchema } from './schema.ts'
import type { SessionRow } from './session.ts'

/** A login ends in place: what else its session opens stays, and its next request hears why. */
export const holderSessionRepository = (db: Kysely<RegistrationSchema>): HolderSessionRepository => {
  const end = async (certificateSha256: string, sidSha256: Uint8Array | null): Promise<number> => {
    const ended = JSON.stringify({ kind: 'ended', certificateSha256 })
    const { numAffectedRows } = await sql`
      update ra.session set content = jsonb_set(content, '{holder}', ${ended}::jsonb), certificate_sha256 = null
      where certificate_sha256 = ${certificateSha256} and (${sidSha256 === null} or sid_sha256 = ${sidSha256 === null ? null : binary(sidSha256)}::bytea)`.execute(
      db,
    )
    return Number(numAffectedRows ?? 0)
  }
  return {
    end: (certificateSha256) => end(certificateSha256, null),
    endOne: async (certificateSha256, sidSha256) => (await end(certificateSha256, sidSha256)) === 1,
    ofCertificate: async (certificateSha256, nowMs) => {
      const rows = await db
        .selectFrom('ra.session')
        .select(['sid_sha256', 'content', 'source', 'browser', 'seen_at'])
        .where('certificate_sha256', '=', certificateSha256)
        .where('expires_at', '>', new Date(nowMs))
        .execute()
      return openSessions(
        rows.map((row) => ({
          sidSha256: row.sid_sha256,
          content: row.content,
          source: row.source,
          browser: row.browser,
          seenAt: row.seen_at,
        })),
        nowMs,
      )
    },
  }
}

type Found = Pick<SessionRow, 'content' | 'source' | 'browser' | 'seenAt'> & { readonly sidSha256: Uint8Array }

/** Those whose login is still in time, newest first. */
export const openSessions = (rows: readonly Found[], nowMs: number): readonly OpenHolderSession[] =>
  rows
    .flatMap(({ sidSha256, content, source, browser, seenAt }) => {
      const holder = content['holder'] as HolderSession | undefined
      if (holder?.kind !== 'certificate' || !isInTime(holder, seenAt?.getTime() ?? 0, nowMs)) return []
      return [
        {
          sidSha256,
          startedAtMs: holder.loggedInAtMs,
          lastSeenAtMs: seenAt?.getTime() ?? holder.loggedInAtMs,
          source: source ?? '',
          browser: browser ?? '',
        },
      ]
    })
    .toSorted((one, other) => other.startedAtMs - one.startedAtMs)
