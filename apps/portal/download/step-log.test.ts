import { describe, expect, it } from 'vitest'
import { clockText, isLeavingUnwise, startLog, stepBegins, stepEnds, stepFails, stepWasKept } from './step-log.ts'

const emptyStepLog = startLog(['makeKey', 'buildRequest', 'issue', 'sealFile', 'saveFile', 'readBack', 'confirm'])

const stateOf = (log: typeof emptyStepLog, step: string) => log.find((entry) => entry.step === step)

describe('the step log', () => {
  it('puts a failed step ahead again and keeps what was done', () => {
    const done = stepEnds(stepBegins(emptyStepLog, 'makeKey', 100), 'makeKey', 350)
    const failed = stepFails(stepBegins(done, 'issue', 400), 'issue')
    expect(stateOf(failed, 'issue')?.state).toBe('ahead')
    expect(stateOf(failed, 'makeKey')).toMatchObject({ state: 'done', tookMs: 250 })
  })

  it('puts a step that was not foreseen in its place', () => {
    const log = stepBegins(startLog(['enterPin', 'makeKey', 'issue']), 'changePin', 5)
    expect(log.map(({ step }) => step)).toEqual(['enterPin', 'changePin', 'makeKey', 'issue'])
  })

  it('shows what an earlier visit did without a time', () => {
    expect(stateOf(stepWasKept(emptyStepLog, 'makeKey'), 'makeKey')).toMatchObject({ state: 'kept', tookMs: null })
  })

  it('warns about leaving only between the key and the file that was read back', () => {
    expect(isLeavingUnwise(emptyStepLog)).toBe(false)
    const begun = stepBegins(emptyStepLog, 'makeKey', 0)
    expect(isLeavingUnwise(begun)).toBe(true)
    const read = stepEnds(stepBegins(begun, 'readBack', 5), 'readBack', 9)
    expect(isLeavingUnwise(read)).toBe(false)
  })

  it('writes minutes and seconds', () => {
    expect(clockText(12_900)).toBe('00:12')
    expect(clockText(61_000)).toBe('01:01')
    expect(clockText(-5)).toBe('00:00')
  })
})
