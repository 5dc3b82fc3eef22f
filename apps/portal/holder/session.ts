import type { ErrorCode } from '@certhall/contract/errors'
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { problemOf } from '../api/problem.ts'
import { type HolderView, readSession } from './exchange.ts'

const sessionKey = ['holder', 'session'] as const
/** Everything that only this holder may see hangs below this key. */
export const heldKey = ['held'] as const

/** Who is in; null where nobody is. The cookie cannot be read, so the hall is asked. */
export const useHolder = () =>
  useQuery({ queryKey: sessionKey, queryFn: async () => (await readSession()).holder, staleTime: 60_000, retry: false })

/** Somebody else sees nothing of what the last one loaded; the same holder's step-up keeps it all. */
export const enterAs = async (client: QueryClient, holder: HolderView): Promise<void> => {
  const before = client.getQueryData<HolderView | null>(sessionKey)
  client.setQueryData(sessionKey, holder)
  if (before == null || !isSameHolder(before, holder)) await client.resetQueries({ queryKey: heldKey })
}

export const leave = (client: QueryClient): void => {
  client.setQueryData(sessionKey, null)
  client.removeQueries({ queryKey: heldKey })
}

export const isSameHolder = (left: HolderView, right: HolderView): boolean =>
  left.by === right.by && left.orgCode === right.orgCode && left.certificate?.serialNumber === right.certificate?.serialNumber

/** Why a login is over; null for every other failure. */
export type SessionEnd = 'expired' | 'frozen' | 'ended'

export const sessionEndOf = (error: unknown): SessionEnd | null => ends[problemOf(error).code as ErrorCode] ?? null

const ends: Partial<Record<ErrorCode, SessionEnd>> = {
  'auth.holder-required': 'expired',
  'auth.session-expired': 'expired',
  'auth.certificate-frozen': 'frozen',
  'auth.certificate-ended': 'ended',
}

/** Calls back when a question or an act of this room is refused because the login is over; a refused login itself says so in its own place. */
export const useSessionEnd = (onEnd: (end: SessionEnd) => void): void => {
  const client = useQueryClient()
  useEffect(() => {
    const tell = (error: unknown, isLogin: boolean): void => {
      const end = sessionEndOf(error)
      if (end !== null && !isLogin) onEnd(end)
    }
    const stopQueries = client.getQueryCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'error') tell(event.action.error, event.query.queryKey[0] !== heldKey[0])
    })
    const stopActs = client.getMutationCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'error')
        tell(event.action.error, event.mutation.options.meta?.['login'] === true)
    })
    return () => {
      stopQueries()
      stopActs()
    }
  }, [client, onEnd])
}
