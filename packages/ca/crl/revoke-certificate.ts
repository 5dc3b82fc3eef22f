import type { RevocationReason } from '@certhall/contract/certificate/vocabulary'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { fromHex } from '@certhall/kernel/bytes'
import type { Clock } from '@certhall/kernel/clock'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import type { Ledger, RevocationEntry } from '../ports.ts'
import { isServer } from '../profile/house-rules.ts'

export interface RevokeOrder {
  readonly authorityId: string
  readonly serialNumber: string
  readonly reason: RevocationReason
  readonly applicationNo: string | null
}

/** The first revocation stands; a hold may become final, never the reverse. The feed tells the responder at once, the CRL soon. */
export const revokeCertificate = async (
  deps: { readonly ledger: Ledger; readonly clock: Clock; readonly tell: (authorityId: string) => void },
  order: RevokeOrder,
): Promise<RevocationEntry> => {
  const { authorityId, reason, applicationNo } = order
  const revokedAtMs = deps.clock.nowMs()
  const serial = fromHex(order.serialNumber)
  const entry = await deps.ledger.transaction(async (transaction) => {
    if (reason === 'certificateHold') refuseFreezingServers(await transaction.certificateDer(authorityId, serial))
    return await transaction.revoke({ authorityId, serial, reason, revokedAtMs, origin: 'server', applicationNo })
  })
  if (entry === undefined) throw new AppError<ErrorCode>('missing.certificate')
  deps.tell(authorityId)
  return entry
}

/**
 * Design §5.2: what may speak as a TLS server cannot be frozen (CA/Browser Forum BR §4.9.13). No profile of today makes such
 * a certificate; the octets decide all the same, whatever profile made them.
 */
const refuseFreezingServers = (der: Uint8Array | undefined): void => {
  if (der === undefined || !isServer(parseCertificate(der).extKeyUsage)) return
  throw new AppError<ErrorCode>('policy.not-freezable')
}
