import type { ClockMove, ClockView } from '@certhall/contract/evaluation/clock'
import { openSession } from './session.ts'

export const dayMs = 86_400_000

/** The hall's time of a private system: what `Date.now()` is no longer, once the clock has been moved. */
export const readClock = (baseUrl: string): Promise<ClockView> => openSession(baseUrl).get('/evaluation/clock')

/** Moves it forward; signer and server hold the new time when this returns, the responder within a quarter of a second more. */
export const moveClock = (baseUrl: string, move: ClockMove): Promise<ClockView> => openSession(baseUrl).post('/evaluation/clock', move)
