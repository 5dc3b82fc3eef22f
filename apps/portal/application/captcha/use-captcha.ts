import type { Challenge, Solution } from 'altcha-lib/types'
import { useCallback, useEffect, useRef, useState } from 'react'
import { hallClock } from '../../api/hall-clock.ts'
import { fetchCaptcha } from '../requests.ts'
import { captchaPayload, usableMs } from './captcha-payload.ts'

export type CaptchaState = 'working' | 'ready' | 'failed'

export interface Captcha {
  readonly state: CaptchaState
  /** Hands out the solution and starts on the next one: a solution counts once. Waits for work under way; null when it failed. */
  readonly take: () => Promise<string | null>
  readonly retry: () => void
}

/** 验证码: the browser does the work while the person reads; nothing to type, nothing to recognise. */
export const useCaptcha = (): Captcha => {
  const [state, setState] = useState<CaptchaState>('working')
  const [round, setRound] = useState(0)
  const solution = useRef<Promise<string | null>>(Promise.resolve(null))

  useEffect(() => {
    const stop = new AbortController()
    setState('working')
    solution.current = solveNext(stop.signal).then((solved) => {
      if (stop.signal.aborted) return null
      setState(solved === null ? 'failed' : 'ready')
      if (solved === null) return null
      const renewal = setTimeout(() => setRound((number) => number + 1), solved.usableMs)
      stop.signal.addEventListener('abort', () => clearTimeout(renewal))
      return solved.payload
    })
    return () => stop.abort()
  }, [round])

  const retry = useCallback(() => setRound((number) => number + 1), [])
  const take = useCallback(async () => {
    const payload = await solution.current
    setRound((number) => number + 1)
    return payload
  }, [])
  return { state, take, retry }
}

interface Solved {
  readonly payload: string
  readonly usableMs: number
}

const solveNext = async (signal: AbortSignal): Promise<Solved | null> => {
  try {
    const challenge = (await fetchCaptcha(signal)) as unknown as Challenge
    const solution = await solveInWorker(challenge, signal)
    if (solution === null) return null
    return { payload: captchaPayload(challenge, solution), usableMs: Math.max(usableMs(challenge, hallClock.nowMs()), 5000) }
  } catch {
    return null
  }
}

const solveInWorker = (challenge: Challenge, signal: AbortSignal): Promise<Solution | null> =>
  new Promise((resolve) => {
    const worker = new Worker(new URL('./captcha-worker.ts', import.meta.url), { type: 'module' })
    const settle = (solution: Solution | null) => {
      worker.terminate()
      resolve(solution)
    }
    worker.onmessage = (message: MessageEvent<Solution | null>) => settle(message.data)
    worker.onerror = () => settle(null)
    signal.addEventListener('abort', () => settle(null))
    if (signal.aborted) settle(null)
    else worker.postMessage(challenge)
  })
