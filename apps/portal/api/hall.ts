import type { consentView, hallView, servicePointView } from '@certhall/contract/hall/hall'
import { useQuery } from '@tanstack/react-query'
import type { infer as Shape } from 'zod'
import { call } from './call.ts'

/** Mode, hotline, addresses: changes only with a restart, so it is asked once. */
export const useHall = () =>
  useQuery({ queryKey: ['hall'], queryFn: () => call<Shape<typeof hallView>>('/hall'), staleTime: Number.POSITIVE_INFINITY })

export const useServicePoints = () =>
  useQuery({ queryKey: ['service-points'], queryFn: () => call<readonly Shape<typeof servicePointView>[]>('/service-points') })

export const useConsents = () =>
  useQuery({ queryKey: ['consents'], queryFn: () => call<readonly Shape<typeof consentView>[]>('/consents') })
