import { useEffect, useState } from 'react'
import { hallClock } from '../api/hall-clock.ts'

export const secondsLeft = (untilMs: number, nowMs: number): number => Math.max(0, Math.ceil((untilMs - nowMs) / 1000))

export interface Countdown {
  readonly seconds: number
  readonly start: (seconds: number) => void
}

/** Whole seconds to wait; counts by the clock, so that a sleeping tab wakes up right. */
export const useCountdown = (): Countdown => {
  const [untilMs, setUntilMs] = useState(0)
  const [nowMs, setNowMs] = useState(0)
  const seconds = secondsLeft(untilMs, nowMs)
  useEffect(() => {
    if (secondsLeft(untilMs, hallClock.nowMs()) === 0) return
    const timer = setInterval(() => {
      setNowMs(hallClock.nowMs())
      if (secondsLeft(untilMs, hallClock.nowMs()) === 0) clearInterval(timer)
    }, 500)
    return () => clearInterval(timer)
  }, [untilMs])
  const start = (wait: number) => {
    const now = hallClock.nowMs()
    setNowMs(now)
    setUntilMs(now + wait * 1000)
  }
  return { seconds, start }
}
