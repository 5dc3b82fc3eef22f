import type { ErrorCode } from '@certhall/contract/errors'
import type { StaffRole } from '@certhall/contract/staff/roles'
import { AppError } from '@certhall/kernel/app-error'
import { toBase64Url } from '@certhall/kernel/bytes'
import type { Clock } from '@certhall/kernel/clock'
import type { Random } from '@certhall/kernel/random'
import { encodeName } from '@certhall/pki/name/name'
import { hasConflict } from '../issuance/evidence.ts'
import { sha256Hex } from '../issuance/sha256.ts'
import type { Ledger } from '../ports.ts'

export interface InviteOrder {
  readonly name: string
  readonly roles: readonly StaffRole[]
  /** A person the ledger knows, or null for a new one. */
  readonly personId: string | null
  readonly validHours: number
}

export interface InvitedPerson {
  readonly personId: string
  /** Shown once; the ledger keeps its hash. */
  readonly token: string
  readonly expiresAtMs: number
}

/** Enters a person with roles and makes a link for one enrolment. Roles that exclude each other never meet in one person. */
export const inviteStaff = async (
  deps: { readonly ledger: Ledger; readonly clock: Clock; readonly random: Random },
  order: InviteOrder,
): Promise<InvitedPerson> => {
  if (hasConflict(order.roles)) throw new AppError<ErrorCode>('policy.same-person', { detail: { reason: 'conflicting-roles' } })
  // The name will stand in a certificate.
  const name = encodeName([{ type: 'CN', value: order.name }])
  if (!name.ok) throw new AppError<ErrorCode>('input.malformed', { detail: { reason: name.code } })
  const nowMs = deps.clock.nowMs()
  const token = toBase64Url(deps.random.bytes(32))
  const personId = order.personId ?? deps.random.uuid()
  const expiresAtMs = nowMs + order.validHours * 3_600_000
  await deps.ledger.transaction(async (transaction) => {
    if (order.personId !== null) {
      const known = (await transaction.staffMembers()).find((member) => member.personId === order.personId)
      if (known === undefined || known.disabled !== null) throw new AppError<ErrorCode>('missing.person')
    }
    await transaction.putStaffMember({
      personId,
      name: order.name,
      roles: [...new Set(order.roles)],
      source: 'operator',
      enteredAtMs: nowMs,
    })
    await transaction.addInvitation({ tokenSha256: sha256Hex(token), personId, expiresAtMs })
  })
  return { personId, token, expiresAtMs }
}
