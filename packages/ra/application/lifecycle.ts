import type { ApplicationState } from '@certhall/contract/application/vocabulary'
import type { ErrorCode } from '@certhall/contract/errors'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'

/** What can happen to an application (design §5.1). A second review is a count inside `underReview`, not a state. */
export const applicationEvents = [
  'submit',
  'startReview',
  'return',
  'resubmit',
  'approve',
  'reject',
  'withdraw',
  'stop',
  'complete',
  'expire',
] as const
export type ApplicationEvent = (typeof applicationEvents)[number]

/**
 * State × event → next state; whatever is absent is refused. `stop`: its certificate was frozen (I17), whatever the applicant
 * wanted. `expire`: a draft that nobody submitted; an approval whose PASSCODE ran out, or that nobody released (lapse-approvals.ts).
 */
const table: Readonly<Record<ApplicationState, Partial<Record<ApplicationEvent, ApplicationState>>>> = {
  draft: { submit: 'submitted', expire: 'expired' },
  submitted: { startReview: 'underReview', withdraw: 'withdrawn', stop: 'withdrawn' },
  underReview: { return: 'returned', approve: 'approved', reject: 'rejected', withdraw: 'withdrawn', stop: 'withdrawn' },
  returned: { resubmit: 'submitted', withdraw: 'withdrawn', stop: 'withdrawn' },
  /* No withdrawal: a PASSCODE may be on its way, and whoever has it decides by not using it. */
  approved: { complete: 'completed', expire: 'expired', stop: 'withdrawn' },
  completed: {},
  rejected: {},
  withdrawn: {},
  expired: {},
}

export const nextState = (state: ApplicationState, event: ApplicationEvent): Decision<ApplicationState, ErrorCode> => {
  const next = table[state][event]
  return next === undefined ? refused('state.application', { detail: { state, event } }) : allowed(next)
}

/** One of these at a time for an organisation, project and certificate type; a unique index holds it. */
export const openStates: readonly ApplicationState[] = ['submitted', 'underReview', 'returned', 'approved']
export const isOpen = (state: ApplicationState): boolean => openStates.includes(state)
