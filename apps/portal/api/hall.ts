import { useQuery } from '@tanstack/react-query'
import { answer, api } from './client.ts'

/** Mode, hotline, addresses: changes only with a restart, so it is asked once. */
export const useHall = () => useQuery({ queryKey: ['hall'], queryFn: () => answer(api.GET('/api/v1/hall')), staleTime: Number.POSITIVE_INFINITY })

export const useServicePoints = () => useQuery({ queryKey: ['service-points'], queryFn: () => answer(api.GET('/api/v1/service-points')) })

export const useConsents = () => useQuery({ queryKey: ['consents'], queryFn: () => answer(api.GET('/api/v1/consents')) })
