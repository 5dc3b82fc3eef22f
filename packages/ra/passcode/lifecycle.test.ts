import { passcodeStates } from '@certhall/contract/passcode/states'
import { describe, expect, it } from 'vitest'
import { isLive, nextPasscodeState, passcodeEvents } from './lifecycle.ts'

describe('lifecycle of a PASSCODE', () => {
  it('holds on the full grid', () => {
    const grid = passcodeStates.map((state) => `${state}: ${passcodeEvents.map((event) => outcome(state, event)).join(' ')}`)
    expect(grid).toEqual([
      'created: delivered - - - - voided',
      'delivered: - redeeming - - expired voided',
      'redeeming: - - delivered used expired voided',
      'used: - - - - - -',
      'expired: - - - - - -',
      'voided: - - - - - -',
    ])
  })

  it('says why when a code has ended', () => {
    expect(nextPasscodeState('used', 'bind')).toMatchObject({ ok: false, code: 'state.passcode-used' })
    expect(nextPasscodeState('expired', 'bind')).toMatchObject({ ok: false, code: 'state.passcode-expired' })
    expect(nextPasscodeState('voided', 'bind')).toMatchObject({ ok: false, code: 'state.passcode-voided' })
  })

  it('never lets an ended code live again', () => {
    for (const state of passcodeStates.filter((each) => !isLive(each)))
      for (const event of passcodeEvents) expect(nextPasscodeState(state, event).ok).toBe(false)
  })
})

const outcome = (state: (typeof passcodeStates)[number], event: (typeof passcodeEvents)[number]): string => {
  const decision = nextPasscodeState(state, event)
  return decision.ok ? decision.value : '-'
}
