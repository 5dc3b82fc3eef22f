/** Steps of DL-4 in their order. The last three need the person: saving, choosing the file again, proving. */
export const installSteps = ['makeKey', 'buildRequest', 'issue', 'sealFile', 'saveFile', 'readBack', 'confirm'] as const
export type InstallStep = (typeof installSteps)[number]

export interface StepEntry {
  readonly step: InstallStep
  readonly state: 'ahead' | 'working' | 'done' | 'kept'
  /** How long it took; null while it has not ended, or when it ended before this visit. */
  readonly tookMs: number | null
  readonly startedAtMs: number | null
}

export type StepLog = readonly StepEntry[]

export const emptyStepLog: StepLog = installSteps.map((step) => ({ step, state: 'ahead', tookMs: null, startedAtMs: null }))

/** A step begins; beginning again (after a failure) starts its clock anew. */
export const stepBegins = (log: StepLog, step: InstallStep, nowMs: number): StepLog =>
  log.map((entry) => (entry.step === step ? { step, state: 'working', tookMs: null, startedAtMs: nowMs } : entry))

export const stepEnds = (log: StepLog, step: InstallStep, nowMs: number): StepLog =>
  log.map((entry) => (entry.step === step ? { ...entry, state: 'done', tookMs: nowMs - (entry.startedAtMs ?? nowMs) } : entry))

/** Done on an earlier visit: it stands as done, without a time. */
export const stepWasKept = (log: StepLog, step: InstallStep): StepLog =>
  log.map((entry) => (entry.step === step ? { ...entry, state: 'kept', tookMs: null } : entry))

/** What failed is ahead again; what was reached stays reached. */
export const stepFails = (log: StepLog, step: InstallStep): StepLog =>
  log.map((entry) => (entry.step === step && entry.state === 'working' ? { ...entry, state: 'ahead', startedAtMs: null } : entry))

/** Leaving warns only between the key being made and the file being read back. */
export const isLeavingUnwise = (log: StepLog): boolean => {
  const stateOf = (step: InstallStep) => log.find((entry) => entry.step === step)?.state
  return stateOf('makeKey') !== 'ahead' && stateOf('readBack') !== 'done'
}

/** 00:12 */
export const clockText = (elapsedMs: number): string => {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1000))
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
}
