/** What the terminal shows while something takes long: a line when it begins, a sign of life, its time at the end. */
import type { Clock } from '@certhall/kernel/clock'

export interface Progress {
  readonly step: <Result>(title: string, work: () => Promise<Result>) => Promise<Result>
  readonly note: (text: string) => void
  readonly elapsed: () => string
}

export const openProgress = (clock: Clock, write: (text: string) => void): Progress => {
  const startedMs = clock.nowMs()
  const elapsed = (sinceMs = startedMs): string => `${((clock.nowMs() - sinceMs) / 1000).toFixed(1)} s`
  const note = (text: string): void => write(`  [${elapsed().padStart(7)}] ${text}\n`)
  const step = async <Result>(title: string, work: () => Promise<Result>): Promise<Result> => {
    const beganMs = clock.nowMs()
    note(`${title} …`)
    const timer = setInterval(() => note(`${title} … ${elapsed(beganMs)}`), signOfLifeMs)
    try {
      return await work()
    } finally {
      clearInterval(timer)
    }
  }
  return { step, note, elapsed: () => elapsed() }
}

const signOfLifeMs = 5_000
