import type { ErrorCode } from '@certhall/contract/errors'
import type { LeavingReason, StaffRole } from '@certhall/contract/staff/roles'
import { allowed, AppError, type Decision, orThrow, refused } from '@certhall/kernel/app-error'
import type { Clock } from '@certhall/kernel/clock'
import type { Ledger, StaffEntry, StaffMember } from '../ports.ts'
import type { ProfileBook } from '../profile/profile-book.ts'

export interface DisableDeps {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly profiles: ProfileBook
  readonly tell: (authorityId: string) => void
}

export interface DisableOrder {
  readonly personId: string
  readonly reason: LeavingReason
  /** Also when the hall cannot work without this person. */
  readonly isForced: boolean
}

export interface DisabledPerson {
  readonly member: StaffMember
  readonly disabled: NonNullable<StaffMember['disabled']>
  readonly revokedSerials: readonly Uint8Array[]
}

/**
 * Takes a person out of the staff: nothing they sign from now on covers an order, their links are void, their certificates
 * stand on the staff CA's list. All of it in one transaction, and asked again it only completes what is missing.
 */
export const disableStaff = async (deps: DisableDeps, { personId, reason, isForced }: DisableOrder): Promise<DisabledPerson> => {
  const nowMs = deps.clock.nowMs()
  const { authorityId } = deps.profiles.staff.authority
  const person = await deps.ledger.transaction(async (transaction) => {
    const people = await transaction.lockStaff()
    const found = people.find((each) => each.personId === personId)
    if (found === undefined) throw new AppError<ErrorCode>('missing.person')
    if (found.disabled === null && !isForced) orThrow(mayLeave(found, people, nowMs))
    await transaction.disableStaffMember(personId, nowMs, reason)
    for (const { serial } of found.certificates.filter((each) => isLive(each, nowMs)))
      await transaction.revoke({ authorityId, serial, reason, revokedAtMs: nowMs, origin: 'operator', applicationNo: null })
    return (await transaction.staffMembers()).find((each) => each.personId === personId)
  })
  if (person?.disabled == null) throw new AppError<ErrorCode>('state.conflict')
  deps.tell(authorityId)
  return {
    member: person,
    disabled: person.disabled,
    revokedSerials: person.certificates.filter(({ endedAtMs }) => endedAtMs !== null).map(({ serial }) => serial),
  }
}

/** Somebody who could sign for a role now. */
export const isAble = ({ disabled, certificates }: StaffEntry, nowMs: number): boolean =>
  disabled === null && certificates.some((each) => isLive(each, nowMs))

/**
 * The hall must stay able to do each of this person's works, and to issue: that takes a reviewer and an issuer who are not
 * the same person. What did not work before either is no reason to keep somebody.
 */
const mayLeave = (person: StaffEntry, people: readonly StaffEntry[], nowMs: number): Decision<true, ErrorCode> => {
  const before = people.filter((each) => isAble(each, nowMs))
  const after = before.filter((each) => each.personId !== person.personId)
  if (before.length === after.length) return allowed(true)
  const orphaned = person.roles.filter((role) => !after.some(({ roles }) => roles.includes(role)))
  if (orphaned.length > 0) return refused('policy.last-of-role', { detail: { reason: 'role-empty', roles: orphaned.join(' ') } })
  if (canIssue(before) && !canIssue(after)) return refused('policy.last-of-role', { detail: { reason: 'one-person-left' } })
  return allowed(true)
}

const canIssue = (people: readonly StaffEntry[]): boolean => {
  const withRole = (role: StaffRole): readonly string[] =>
    people.filter(({ roles }) => roles.includes(role)).map(({ personId }) => personId)
  const [reviewers, issuers] = [withRole('reviewer'), withRole('issuer')]
  return reviewers.some((reviewer) => issuers.some((issuer) => issuer !== reviewer))
}

const isLive = ({ endedAtMs, notAfterMs }: StaffEntry['certificates'][number], nowMs: number): boolean =>
  endedAtMs === null && notAfterMs > nowMs
