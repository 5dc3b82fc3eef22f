import type { ErrorCode } from '@certhall/contract/errors'
import { parsePasscode } from '@certhall/contract/passcode/passcode-code'
import { allowed, type Decision, orThrow, refused } from '@certhall/kernel/app-error'
import type { Actor } from '../actor.ts'
import type { BaseTransaction, Ground, TransactionOf } from '../ports.ts'
import { matchPasscodes } from './match-passcode.ts'
import type { PasscodeCase, PasscodePepper, PasscodeRepository } from './ports.ts'

export interface CheckDeps extends Ground {
  readonly pepper: PasscodePepper
  readonly transaction: TransactionOf<BaseTransaction & { passcodes: PasscodeRepository }>
}

/**
 * What a PASSCODE opens. A typing error is told before anything is looked up. Who has the right code hears what became
 * of it; everybody else hears one sentence.
 */
export const checkPasscode =
  (deps: CheckDeps) =>
  async (typed: string, actor: Actor): Promise<PasscodeCase> => {
    const passcode = orThrow(parsePasscode(typed))
    const nowMs = deps.clock.nowMs()
    const outcome = await deps.transaction(async ({ passcodes, audit }): Promise<Decision<PasscodeCase, ErrorCode>> => {
      const [passcodeId] = await matchPasscodes(passcodes, deps.pepper, [passcode])
      const [found] = passcodeId === undefined ? [] : await passcodes.ofIds([passcodeId])
      if (found === undefined) {
        await audit.append({ type: 'passcode.refused', actor })
        return refused('auth.passcode-invalid')
      }
      return stillOpen(found, nowMs, 'look')
    })
    return orThrow(outcome)
  }

/** A used code may still be looked at (its page shows the certificate); redeeming it again is refused. */
export const stillOpen = (found: PasscodeCase, nowMs: number, purpose: 'look' | 'redeem'): Decision<PasscodeCase, ErrorCode> => {
  switch (found.passcode.state) {
    case 'created':
      return refused('auth.passcode-invalid')
    case 'delivered':
      return found.passcode.expiresAtMs <= nowMs ? refused('state.passcode-expired') : allowed(found)
    case 'redeeming':
      return allowed(found)
    case 'used':
      return purpose === 'look' ? allowed(found) : refused('state.passcode-used')
    case 'expired':
      return refused('state.passcode-expired')
    case 'voided':
      return refused('state.passcode-voided')
  }
}
