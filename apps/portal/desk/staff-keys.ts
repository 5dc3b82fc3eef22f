import { useQuery, useQueryClient } from '@tanstack/react-query'
import { hallClock } from '../api/hall-clock.ts'
import { browserRecords } from '../keystore/indexed-db.ts'
import type { StaffKey } from '../keystore/staff-key.ts'

const records = () => browserRecords('staff-keys')
const queryKey = ['staff-keys'] as const

/** Staff certificates of this browser, usable ones first, then by name. */
export const useStaffKeys = () => useQuery({ queryKey, queryFn: async () => sorted(await records().all()), staleTime: 0, retry: false })

export const useKeepStaffKey = (): ((key: StaffKey) => Promise<void>) => {
  const client = useQueryClient()
  return async (key) => {
    await records().put(key.certificateSha256, key)
    await client.invalidateQueries({ queryKey })
  }
}

export const useForgetStaffKey = (): ((key: StaffKey) => Promise<void>) => {
  const client = useQueryClient()
  return async (key) => {
    await records().remove(key.certificateSha256)
    await client.invalidateQueries({ queryKey })
  }
}

/** Null when the certificate of a session is not in this browser: then it is in a UKEY. */
export const useStaffKey = (certificateSha256: string) =>
  useQuery({ queryKey: [...queryKey, certificateSha256], queryFn: async () => (await records().get(certificateSha256)) ?? null })

export const hasEnded = (key: StaffKey): boolean => Date.parse(key.notAfter) <= hallClock.nowMs()

const sorted = (keys: readonly StaffKey[]): readonly StaffKey[] =>
  keys.toSorted(
    (left, right) =>
      Number(hasEnded(left)) - Number(hasEnded(right)) ||
      left.name.localeCompare(right.name, 'zh') ||
      right.notAfter.localeCompare(left.notAfter),
  )
