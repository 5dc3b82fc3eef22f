import type { ErrorCode } from '@certhall/contract/errors'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import type { StaffActor } from '../actor.ts'

/** 制证员 keeps the stock; nobody else moves anything. */
export const mayMoveUkeys = (actor: StaffActor): Decision<true, ErrorCode> =>
  actor.roles.includes('issuer') ? allowed(true) : refused('policy.role-missing', { detail: { role: 'issuer' } })

/** The auditor reads what the issuer does. */
export const maySeeUkeys = (actor: StaffActor): Decision<true, ErrorCode> =>
  actor.roles.some((role) => role === 'issuer' || role === 'auditor') ? allowed(true) : refused('policy.role-missing', { detail: { role: 'issuer' } })
