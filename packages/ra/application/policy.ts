import type { ErrorCode } from '@certhall/contract/errors'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'

/** What an applicant's session may open: the drafts and applications that it made, or whose mobile it has proven. */
export const mayOpen = (owned: readonly string[], id: string, missing: 'missing.draft' | 'missing.application'): Decision<string, ErrorCode> =>
  owned.includes(id) ? allowed(id) : refused(missing)
