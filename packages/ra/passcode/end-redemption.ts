import type { RevocationReason } from '@certhall/contract/certificate/vocabulary'
import type { Actor } from '../actor.ts'
import type { CertificateRepository, StoredCertificate } from '../certificate/ports.ts'
import type { BaseTransaction } from '../ports.ts'
import type { PasscodeRepository, StoredPasscode } from './ports.ts'

export type EndTransaction = BaseTransaction & { passcodes: PasscodeRepository; certificates: CertificateRepository }

export interface RedemptionEnd {
  readonly passcode: StoredPasscode
  /** The unconfirmed certificate that came out of it, if any: it ends with the code. */
  readonly certificate: StoredCertificate | null
  readonly actor: Actor
  readonly endReason: string
  readonly revocationReason: RevocationReason
  readonly atMs: number
}

/**
 * Voids a live code and revokes what came out of it, in one transaction; the signer is told by a job. An order
 * without an answer stays open: it may still become a certificate. False when the code had ended meanwhile.
 */
export const endRedemption = async (
  tx: EndTransaction,
  { passcode, certificate, actor, endReason, revocationReason, atMs }: RedemptionEnd,
): Promise<boolean> => {
  const { passcodeId, applicationNo, state } = passcode
  if (!(await tx.passcodes.move({ passcodeId, from: state, event: 'void', atMs, endReason }))) return false
  await tx.audit.append({
    type: 'passcode.voided',
    actor,
    applicationNo,
    before: state,
    after: 'voided',
    detail: { passcodeId, reason: endReason },
  })
  if (certificate === null) return true
  await tx.passcodes.closeOrders([passcodeId], atMs)
  // Locked now: it may have been frozen since the code was read with it.
  await revokeCertificate(tx, (await tx.certificates.lock(certificate)) ?? certificate, revocationReason, actor, atMs)
  return true
}

export const revokeCertificate = async (
  tx: EndTransaction,
  certificate: StoredCertificate,
  reason: RevocationReason,
  actor: Actor,
  atMs: number,
): Promise<void> => {
  const { authorityId, serialNumber, applicationNo } = certificate
  if (!(await tx.certificates.revoke({ authorityId, serialNumber, reason, atMs }))) return
  await tx.jobs.send('revoke-certificate', { authorityId, serialNumber, reason, applicationNo }, { key: `${serialNumber}/${reason}` })
  await tx.audit.append({
    type: 'certificate.revoked',
    actor,
    applicationNo,
    before: certificate.state,
    after: 'revoked',
    detail: { authorityId, serialNumber, reason },
  })
}
