/** Every step of DL-4 that some medium takes. Each medium names its own, in their order. */
export const installSteps = [
  'enterPin',
  'changePin',
  'makeKey',
  'buildRequest',
  'issue',
  'sealFile',
  'saveFile',
  'enterPinAgain',
  'writeToken',
  'readBack',
  'confirm',
] as const
export type InstallStep = (typeof installSteps)[number]

export interface StepEntry {
  readonly step: InstallStep
  readonly state: 'ahead' | 'working' | 'done' | 'kept'
  /** How long it took; null while it has not ended, or when it ended before this visit. */
  readonly tookMs: number | null
  readonly startedAtMs: number | null
}

export type StepLog = readonly StepEntry[]

/** How a medium writes into the log of its download. */
export interface StepWriter {
  /** Runs work as a step; a throw, or an answer that is no success, puts the step ahead again. */
  readonly at: <Result>(step: InstallStep, work: () => Promise<Result>, isSuccess?: (result: Result) => boolean) => Promise<Result>
  /** Work that goes through several steps and tells which. */
  readonly through: <Result>(first: InstallStep, work: (reach: (step: InstallStep) => void) => Promise<Result>) => Promise<Result>
  readonly wasKept: (step: InstallStep) => void
}

export const startLog = (steps: readonly InstallStep[]): StepLog =>
  steps.map((step) => ({ step, state: 'ahead', tookMs: null, startedAtMs: null }))

/** A step begins; beginning again (after a failure) starts its clock anew. One that was not foreseen is put in here. */
export const stepBegins = (log: StepLog, step: InstallStep, nowMs: number): StepLog =>
  withStep(log, step).map((entry) => (entry.step === step ? { step, state: 'working', tookMs: null, startedAtMs: nowMs } : entry))

export const stepEnds = (log: StepLog, step: InstallStep, nowMs: number): StepLog =>
  log.map((entry) => (entry.step === step ? { ...entry, state: 'done', tookMs: nowMs - (entry.startedAtMs ?? nowMs) } : entry))

/** Done on an earlier visit: it stands as done, without a time. */
export const stepWasKept = (log: StepLog, step: InstallStep): StepLog =>
  log.map((entry) => (entry.step === step ? { ...entry, state: 'kept', tookMs: null } : entry))

/** What failed is ahead again; what was reached stays reached. */
export const stepFails = (log: StepLog, step: InstallStep): StepLog =>
  log.map((entry) => (entry.step === step && entry.state === 'working' ? { ...entry, state: 'ahead', startedAtMs: null } : entry))

/** Leaving warns only between the key being made and the certificate being read back. */
export const isLeavingUnwise = (log: StepLog): boolean => {
  const stateOf = (step: InstallStep) => log.find((entry) => entry.step === step)?.state
  return stateOf('makeKey') !== 'ahead' && stateOf('readBack') !== 'done'
}

/** 00:12 */
export const clockText = (elapsedMs: number): string => {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1000))
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
}

/** In the place that all steps have among each other. */
const withStep = (log: StepLog, step: InstallStep): StepLog => {
  if (log.some((entry) => entry.step === step)) return log
  const rank = installSteps.indexOf(step)
  const before = log.filter((entry) => installSteps.indexOf(entry.step) < rank)
  return [...before, ...startLog([step]), ...log.slice(before.length)]
}
