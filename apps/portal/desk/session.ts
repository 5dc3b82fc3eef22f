import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { problemOf } from '../api/problem.ts'
import { type DeskPerson, readSession } from './exchange.ts'

const key = ['desk', 'session'] as const

/** Who is logged in here. The cookie cannot be read, so the server is asked once. */
export const useSession = () => useQuery({ queryKey: key, queryFn: readSession, staleTime: Number.POSITIVE_INFINITY, retry: false })

/** Another person sees nothing of what the last one loaded. */
export const beginSession = (client: QueryClient, person: DeskPerson): void => {
  const before = client.getQueryData<DeskPerson>(key)
  if (before?.personId !== person.personId) client.removeQueries({ queryKey: ['desk'] })
  client.setQueryData(key, person)
}

export const endSession = (client: QueryClient): void => client.removeQueries({ queryKey: ['desk'] })

export const isSessionEnded = (error: unknown): boolean => {
  const { code } = problemOf(error)
  return code === 'auth.login-required' || code === 'auth.session-expired'
}

/** Calls back when any question or act of the desk is refused because the session has ended. */
export const useSessionEnd = (onEnd: () => void): void => {
  const client = useQueryClient()
  useEffect(() => {
    const stopQueries = client.getQueryCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'error' && isSessionEnded(event.action.error)) onEnd()
    })
    const stopActs = client.getMutationCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'error' && isSessionEnded(event.action.error)) onEnd()
    })
    return () => {
      stopQueries()
      stopActs()
    }
  }, [client, onEnd])
}
