import type { LeavingReason } from '@certhall/contract/staff/roles'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { proveRequest, readRequest } from '../issuance/certification-request.ts'
import { issueForHouse } from '../issuance/issue-for-house.ts'
import type { IssuerDeps } from '../issuance/issuer.ts'
import { settleLeft } from '../issuance/settle-left.ts'
import { sha256Hex } from '../issuance/sha256.ts'
import type { Invitation, LedgerTransaction, StaffMember } from '../ports.ts'
import { organizationOf } from '../profile/authority.ts'
import { staffValidityDays } from '../profile/house-rules.ts'
import { enrolmentRefused, isOpen } from './look-at-invitation.ts'

export interface EnrolledPerson {
  readonly member: StaffMember
  readonly der: Uint8Array
  readonly notAfterMs: number
}

/**
 * One staff certificate for one link. The invitation stands in the place of the release, so that the ledger's unique key
 * keeps it single under any race; asked again with the same key before it expires, it gives the same certificate.
 */
export const enrolStaff = async (deps: IssuerDeps, token: string, csrBase64: string): Promise<EnrolledPerson> => {
  const tokenSha256 = sha256Hex(token)
  const invitation = await deps.ledger.read((transaction) => transaction.findInvitation(tokenSha256))
  if (invitation === undefined || !isOpen(invitation, deps.clock.nowMs())) throw enrolmentRefused()
  const request = orThrow(readRequest(csrBase64))
  const spkiSha256 = sha256Hex(request.publicKey.spki)
  const earlier = await settleLeft(deps, await deps.ledger.read((transaction) => transaction.findOrders([], [tokenSha256])))
  const same = earlier.find((record) => record.state === 'signed' && record.spkiSha256 === spkiSha256)
  if (same?.certificate != null) return { member: invitation.member, ...same.certificate }
  if (invitation.usedAtMs !== null) throw enrolmentRefused()
  const { publicKey } = orThrow(await proveRequest(request, deps.signing))
  try {
    const issued = await issueForHouse(deps, {
      ...houseOrder(deps, invitation, csrBase64),
      publicKey,
      settle: async (transaction, der) => {
        const { notBeforeMs, notAfterMs, serial } = parseCertificate(der)
        const { personId } = invitation.member
        // Entered first: it waits for whoever is disabling this person, and what is read behind it is final.
        await transaction.addStaffCertificate({
          certificateSha256: sha256Hex(der),
          personId,
          serial,
          spki: publicKey.spki,
          notBeforeMs,
          notAfterMs,
        })
        const disabled = (await transaction.findInvitation(tokenSha256))?.member.disabled ?? null
        await transaction.useInvitation(tokenSha256, deps.clock.nowMs())
        if (disabled !== null) await revokeLate(transaction, deps, serial, disabled.reason)
      },
    })
    return { member: invitation.member, ...issued }
  } catch (error) {
    // The link was used meanwhile, by whoever came first.
    if (error instanceof AppError && error.code === 'policy.evidence') throw enrolmentRefused()
    throw error
  }
}

/** Signed while the person was disabled: it exists, so it is published as revoked. */
const revokeLate = async (
  transaction: LedgerTransaction,
  { profiles, clock }: IssuerDeps,
  serial: Uint8Array,
  reason: LeavingReason,
): Promise<void> => {
  const { authorityId } = profiles.staff.authority
  await transaction.revoke({ authorityId, serial, reason, revokedAtMs: clock.nowMs(), origin: 'operator', applicationNo: null })
}

const houseOrder = ({ profiles, random }: IssuerDeps, { tokenSha256, member }: Invitation, csr: string) => ({
  orderId: random.uuid(),
  kind: 'staff' as const,
  releaseSha256: tokenSha256,
  evidence: JSON.stringify({ personId: member.personId, roles: member.roles, csr }),
  profile: profiles.staff,
  subject: [
    { type: 'C', value: 'CN' },
    { type: 'O', value: organizationOf(profiles.staff.authority) },
    { type: 'CN', value: member.name },
    { type: 'serialNumber', value: member.personId },
  ] as const,
  validityDays: staffValidityDays,
})
