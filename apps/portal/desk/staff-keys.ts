import { useQuery, useQueryClient } from '@tanstack/react-query'
import { systemClock } from '@certhall/kernel/clock'
import { browserRecords } from '../keystore/indexed-db.ts'
import { signStatement, type StaffKey } from '../keystore/staff-key.ts'
import { askChallenge, type DeskPerson, logIn } from './exchange.ts'
import { loginText } from './statement-text.ts'

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

export const findStaffKey = (certificateSha256: string): Promise<StaffKey | undefined> => records().get(certificateSha256)

export type LoginOutcome =
  | { readonly outcome: 'in'; readonly person: DeskPerson }
  | { readonly outcome: 'wrongPassword' }
  /** The system announces another address: signing here would serve somebody who only looks like it. */
  | { readonly outcome: 'otherOrigin'; readonly origin: string }

export const logInWith = async (key: StaffKey, password: string): Promise<LoginOutcome> => {
  const challenge = await askChallenge()
  if (challenge.origin !== location.origin) return { outcome: 'otherOrigin', origin: challenge.origin }
  const text = loginText(location.origin, challenge.nonce, key.certificateSha256)
  const signature = await signStatement(key, password, text)
  if (signature === undefined) return { outcome: 'wrongPassword' }
  return { outcome: 'in', person: await logIn({ text, signature, certificate: key.certificate }) }
}

export const hasEnded = (key: StaffKey): boolean => Date.parse(key.notAfter) <= systemClock.nowMs()

const sorted = (keys: readonly StaffKey[]): readonly StaffKey[] =>
  keys.toSorted(
    (left, right) =>
      Number(hasEnded(left)) - Number(hasEnded(right)) || left.name.localeCompare(right.name, 'zh') || right.notAfter.localeCompare(left.notAfter),
  )
