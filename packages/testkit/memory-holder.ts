/** Logins of holders in the sessions of the hall, in memory. */
import { fromHex, toHex } from '@certhall/kernel/bytes'
import type { HolderSessionRepository } from '@certhall/ra/holder/ports'
import { openSessions } from '@certhall/store/ra/holder-session'
import { changeRow, type MemoryTables } from './memory-tables.ts'

export const memoryHolderSessions = ({ sessions }: Pick<MemoryTables, 'sessions'>): HolderSessionRepository => {
  const endOne = (certificateSha256: string, key: string): boolean =>
    changeRow(
      sessions,
      key,
      (row) => row.certificateSha256 === certificateSha256,
      (row) => ({
        content: { ...row.content, holder: { kind: 'ended', certificateSha256 } },
        certificateSha256: null,
      }),
    )
  return {
    end: async (certificateSha256) => [...sessions.keys()].filter((key) => endOne(certificateSha256, key)).length,
    endOne: async (certificateSha256, sidSha256) => endOne(certificateSha256, toHex(sidSha256)),
    ofCertificate: async (certificateSha256, nowMs) =>
      openSessions(
        [...sessions]
          .filter(([, row]) => row.certificateSha256 === certificateSha256 && row.expiresAt.getTime() > nowMs)
          .map(([key, row]) => ({ ...row, sidSha256: fromHex(key) })),
        nowMs,
      ),
  }
}
