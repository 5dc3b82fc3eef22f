/**
 * Work after commits and by the clock. Jobs come from the queue; the rest are rounds that every server may run at the
 * same time, because each row is taken by a conditional change.
 */
import type { Log } from '@certhall/kernel/log'
import type { JobName, JobPayloads } from '@certhall/ra/jobs'

export interface Round {
  readonly name: string
  readonly everyMs: number
  readonly run: () => Promise<unknown>
}

export interface WorkQueue {
  readonly work: <Name extends JobName>(name: Name, run: (payload: JobPayloads[Name], attempt: { readonly isLast: boolean }) => Promise<void>) => Promise<void>
}

export interface Work {
  readonly jobs: { readonly [Name in JobName]: (payload: JobPayloads[Name], attempt: { readonly isLast: boolean }) => Promise<void> }
  readonly rounds: readonly Round[]
}

/** Starts workers and rounds; the returned function stops the rounds and waits for the running ones. */
export const startWork = async (queue: WorkQueue, work: Work, log: Log): Promise<() => Promise<void>> => {
  await queue.work('deliver-passcode', work.jobs['deliver-passcode'])
  await queue.work('send-notice', work.jobs['send-notice'])
  await queue.work('revoke-certificate', work.jobs['revoke-certificate'])
  const stops = work.rounds.map((round) => startRound(round, log))
  return async () => void (await Promise.all(stops.map((stop) => stop())))
}

/** Runs at once and then again and again; never twice at a time in one process. */
const startRound = ({ name, everyMs, run }: Round, log: Log): (() => Promise<void>) => {
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let current: Promise<void> = Promise.resolve()
  const once = async (): Promise<void> => {
    try {
      await run()
    } catch (error) {
      if (!isStopped) log.warn('round failed', { round: name, error })
    }
    if (!isStopped) timer = setTimeout(() => void (current = once()), everyMs)
  }
  current = once()
  return async () => {
    isStopped = true
    clearTimeout(timer)
    await current
  }
}
