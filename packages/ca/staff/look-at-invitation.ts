import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Clock } from '@certhall/kernel/clock'
import { sha256Hex } from '../issuance/sha256.ts'
import type { Invitation, Ledger } from '../ports.ts'

/** Whom an enrolment link invites. Unknown, used and expired links cannot be told apart from outside. */
export const lookAtInvitation = async (deps: { readonly ledger: Ledger; readonly clock: Clock }, token: string): Promise<Invitation> => {
  const invitation = await deps.ledger.read((transaction) => transaction.findInvitation(sha256Hex(token)))
  if (invitation === undefined || invitation.usedAtMs !== null || !isOpen(invitation, deps.clock.nowMs())) throw enrolmentRefused()
  return invitation
}

export const isOpen = ({ expiresAtMs, member }: Invitation, nowMs: number): boolean => nowMs < expiresAtMs && member.disabled === null

export const enrolmentRefused = (): AppError => new AppError<ErrorCode>('auth.enrolment-refused')
