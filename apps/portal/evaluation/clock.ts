import type { ClockMove, ClockView } from '@certhall/contract/evaluation/clock'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/call.ts'
import { useHall } from '../api/hall.ts'

const queryKey = ['evaluation-clock']
const lookEveryMs = 30_000

/** The evaluation's clock, which another page or a command may have moved; in production there is none. */
export const useEvaluationClock = () =>
  useQuery({
    queryKey,
    queryFn: () => call<ClockView>('/evaluation/clock'),
    enabled: useHall().data?.mode === 'evaluation',
    refetchInterval: lookEveryMs,
  })

/** After a jump nothing on any page is as it was. */
export const useMoveClock = () => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (move: ClockMove) => call<ClockView>('/evaluation/clock', { body: move }),
    onSuccess: (view) => {
      client.setQueryData(queryKey, view)
      void client.invalidateQueries()
    },
    // Sent twice it would move twice.
    retry: false,
  })
}

export const dayMs = 86_400_000

/** To a tenth while it is less than ten days; what was moved at all never reads as nothing. */
export const daysAhead = (offsetMs: number): number => {
  const days = offsetMs / dayMs
  return days === 0 ? 0 : days < 9.95 ? Math.max(0.1, Math.round(days * 10) / 10) : Math.round(days)
}

/** The first moment of a day in Beijing; undefined while the field holds no date. */
export const startOfDay = (date: string): string | undefined => {
  const instantMs = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00+08:00`) : Number.NaN
  return Number.isNaN(instantMs) ? undefined : new Date(instantMs).toISOString()
}
