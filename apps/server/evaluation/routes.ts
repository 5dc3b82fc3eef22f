import { clockMove, type ClockView, clockView } from '@certhall/contract/evaluation/clock'
import type { Room } from '../http/app.ts'
import type { HallClock } from './hall-clock.ts'

/** Registered in evaluation mode alone: in production this address does not exist. */
export const clockRoutes =
  (clock: HallClock): Room =>
  async (app) => {
    const view = (): ClockView => ({ now: new Date(clock.nowMs()).toISOString(), offsetMs: clock.offsetMs() })
    app.get(
      '/evaluation/clock',
      { config: open, schema: { operationId: 'readEvaluationClock', tags: ['evaluation'], response: { 200: clockView } } },
      async () => view(),
    )
    app.post(
      '/evaluation/clock',
      { config: open, schema: { operationId: 'moveEvaluationClock', tags: ['evaluation'], body: clockMove, response: { 200: clockView } } },
      async (request) => {
        await clock.move(request.body)
        return view()
      },
    )
  }

const open = { permission: 'public' } as const
