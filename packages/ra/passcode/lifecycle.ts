import type { ErrorCode } from '@certhall/contract/errors'
import type { PasscodeState } from '@certhall/contract/passcode/states'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'

/** What can happen to a PASSCODE (design §5.1, §5.4). */
export const passcodeEvents = ['deliver', 'bind', 'unbind', 'use', 'expire', 'void'] as const
export type PasscodeEvent = (typeof passcodeEvents)[number]

/** State × event → next state; whatever is absent is refused. A code that ended never becomes live again (I10). */
const table: Readonly<Record<PasscodeState, Partial<Record<PasscodeEvent, PasscodeState>>>> = {
  created: { deliver: 'delivered', void: 'voided' },
  delivered: { bind: 'redeeming', expire: 'expired', void: 'voided' },
  /* `unbind`: the signer signed nothing, or its one doubtful order is published as revoked; the holder may try once more. */
  redeeming: { unbind: 'delivered', use: 'used', expire: 'expired', void: 'voided' },
  used: {},
  expired: {},
  voided: {},
}

export const nextPasscodeState = (state: PasscodeState, event: PasscodeEvent): Decision<PasscodeState, ErrorCode> => {
  const next = table[state][event]
  return next === undefined ? refused(refusalOf[state], { detail: { state, event } }) : allowed(next)
}

/** Why nothing more can be done with a code in this state, in the words of the error list. */
const refusalOf: Readonly<Record<PasscodeState, ErrorCode>> = {
  created: 'auth.passcode-invalid',
  delivered: 'state.conflict',
  redeeming: 'state.conflict',
  used: 'state.passcode-used',
  expired: 'state.passcode-expired',
  voided: 'state.passcode-voided',
}

export const isLive = (state: PasscodeState): boolean => state === 'created' || state === 'delivered' || state === 'redeeming'

/** One order, and one more when the first ended in doubt (design §5.3). */
export const ordersPerPasscode = 2
