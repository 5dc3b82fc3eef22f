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
  readonly work: <Name extends JobName>(
    name: Name,
    run: (payload: JobPayloads[Name], attempt: { readonly isLast: boolean }) => Promise<void>,
  ) => Promise<void>
}

export interface Work {
  readonly jobs: { readonly [Name in JobName]: (payload: JobPayloads[Name], attempt: { readonly isLast: boolean }) => Promise<void> }
  readonly rounds: readonly Round[]
}

export interface StartedWork {
  /** Every round without waiting for its turn: what was not due a moment ago is due after a jump of the clock. */
  readonly runRounds: () => void
  /** Stops the rounds and waits for the running ones. */
  readonly stop: () => Promise<void>
}

/** Starts workers and rounds. */
export const startWork = async (queue: WorkQueue, work: Work, log: Log): Promise<StartedWork> => {
  await queue.work('deliver-passcode', work.jobs['deliver-passcode'])
  await queue.work('send-notice', work.jobs['send-notice'])
  await queue.work('send-webhook', work.jobs['send-webhook'])
  await queue.work('revoke-certificate', work.jobs['revoke-certificate'])
  const rounds = work.rounds.map((round) => startRound(round, log))
  return {
    runRounds: () => rounds.forEach((round) => round.runNow()),
    stop: async () => void (await Promise.all(rounds.map((round) => round.stop()))),
  }
}

interface StartedRound {
  readonly runNow: () => void
  readonly stop: () => Promise<void>
}

/** Runs at once and then again and again; never twice at a time in one process. */
const startRound = ({ name, everyMs, run }: Round, log: Log): StartedRound => {
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let current: Promise<void> = Promise.resolve()
  const once = async (): Promise<void> => {
    clearTimeout(timer)
    if (isStopped) return
    try {
      await run()
    } catch (error) {
      if (!isStopped) log.warn('round failed', { round: name, error })
    }
    if (!isStopped) timer = setTimeout(runNow, everyMs)
  }
  const runNow = (): void => {
    current = current.then(once)
  }
  runNow()
  return {
    runNow,
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      await current
    },
  }
}
