import type { ErrorCode } from '@certhall/contract/errors'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { type UkeyAct, ukeyActs, type UkeyState } from '@certhall/contract/ukey/vocabulary'
import type { StaffActor } from '../actor.ts'
import { nextUkeyState } from './lifecycle.ts'

/** 制证员 keeps the stock; nobody else moves anything. */
export const mayMoveUkeys = (actor: StaffActor): Decision<true, ErrorCode> =>
  actor.roles.includes('issuer') ? allowed(true) : refused('policy.role-missing', { detail: { role: 'issuer' } })

/** The auditor reads what the issuer does. */
export const maySeeUkeys = (actor: StaffActor): Decision<true, ErrorCode> =>
  actor.roles.includes('auditor') ? allowed(true) : mayMoveUkeys(actor)

/** What this person may do with a UKEY in this state: what the page offers. */
export const actsFor = (actor: StaffActor, state: UkeyState): readonly UkeyAct[] =>
  mayMoveUkeys(actor).ok ? ukeyActs.filter((act) => nextUkeyState(state, act).ok) : []
