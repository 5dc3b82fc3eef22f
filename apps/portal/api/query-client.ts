import { QueryClient } from '@tanstack/react-query'
import { isUnreachable } from './problem.ts'

/** Only a dead network is asked again by itself, with growing pauses; a refusal is an answer. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: { retry: mayRetry, retryDelay: pauseMs, staleTime: 30_000, refetchOnWindowFocus: false },
      mutations: { retry: mayRetry, retryDelay: pauseMs },
    },
  })

export const mayRetry = (failures: number, error: unknown): boolean => isUnreachable(error) && failures < 4

export const pauseMs = (attempt: number): number => Math.min(1000 * 2 ** attempt, 15_000)
