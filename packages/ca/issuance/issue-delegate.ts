import type { ErrorCode } from '@certhall/contract/errors'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import type { Name } from '@certhall/pki/name/name'
import { organizationOf } from '../profile/authority.ts'
import { delegateValidityDays } from '../profile/house-rules.ts'
import { issueForHouse } from './issue-for-house.ts'
import { proveRequest, readRequest } from './certification-request.ts'
import type { IssuerDeps } from './issuer.ts'

/** An OCSP delegate of seven days for the responder: all that its door can ask for. */
export const issueDelegate = async (
  deps: IssuerDeps,
  authorityId: string,
  csrBase64: string,
): Promise<{ readonly der: Uint8Array; readonly notAfterMs: number }> => {
  const profile = deps.profiles.delegates.get(authorityId)
  if (profile === undefined) throw new AppError<ErrorCode>('missing.authority')
  const csr = orThrow(await proveRequest(orThrow(readRequest(csrBase64)), deps.signing))
  const subject: Name = [
    { type: 'C', value: 'CN' },
    { type: 'O', value: organizationOf(profile.authority) },
    { type: 'CN', value: `Certhall OCSP ${authorityId}` },
  ]
  const orderId = deps.random.uuid()
  return await issueForHouse(deps, {
    orderId,
    kind: 'delegate',
    releaseSha256: null,
    evidence: JSON.stringify({ csr: csrBase64 }),
    profile,
    subject,
    publicKey: csr.publicKey,
    validityDays: delegateValidityDays,
  })
}
