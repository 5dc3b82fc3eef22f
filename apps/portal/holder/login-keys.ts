import { systemRandom } from '@certhall/kernel/random'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { askToPersist, browserRecords } from '../keystore/indexed-db.ts'
import { type LoginKey, sealLoginKey } from '../keystore/login-key.ts'
import { normalPassword } from '../keystore/password-rules.ts'
import type { SoftKey } from './soft-key.ts'

const records = () => browserRecords('login-keys')
const queryKey = ['login-keys'] as const

/** Sealed copies of this browser by name. A browser that keeps nothing has none. */
export const useLoginKeys = () =>
  useQuery({
    queryKey,
    queryFn: async () =>
      (
        await records()
          .all()
          .catch(() => [])
      ).toSorted((left, right) => left.userName.localeCompare(right.userName, 'zh')),
    staleTime: 0,
    retry: false,
  })

export const useKeepLoginKey = (): ((key: SoftKey, userName: string, password: string) => Promise<void>) => {
  const client = useQueryClient()
  return async ({ certificate, certificateSha256, name, notAfterMs, algorithm, pair }, userName, password) => {
    await askToPersist()
    const facts = { userName, subjectName: name, certificate, certificateSha256, notAfterMs, algorithm }
    await records().put(certificateSha256, await sealLoginKey(facts, pair, normalPassword(password), systemRandom))
    await client.invalidateQueries({ queryKey })
  }
}

export const useForgetLoginKey = (): ((key: LoginKey) => Promise<void>) => {
  const client = useQueryClient()
  return async (key) => {
    await records().remove(key.certificateSha256)
    await client.invalidateQueries({ queryKey })
  }
}

/** One name means one certificate; the same certificate may be kept anew. */
export const isNameTaken = (kept: readonly LoginKey[], userName: string, certificateSha256: string): boolean =>
  kept.some((key) => key.userName === userName && key.certificateSha256 !== certificateSha256)
