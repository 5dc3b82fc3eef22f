import type { HolderView } from '@certhall/contract/holder/api'
import { type HolderAccess, isSteppedUp, steppedUpUntilMs } from '@certhall/ra/holder/access'
import { type CertificateLogin, type ContactProof, endOfSessionMs } from '@certhall/ra/holder/holder-session'
import type { HolderFacts } from '@certhall/ra/holder/read-holder-view'

export interface ViewedHolder {
  readonly access: HolderAccess
  readonly session: CertificateLogin | ContactProof
  /** The end of the session that carries the login. */
  readonly endsAtMs: number
  readonly nowMs: number
}

export const toHolderView = (
  { organizationName, certificate }: HolderFacts,
  { access, session, endsAtMs, nowMs }: ViewedHolder,
): HolderView => ({
  by: access.kind,
  organizationName,
  orgCode: access.orgCode,
  certificate:
    certificate === null
      ? null
      : {
          authorityId: certificate.authorityId,
          serialNumber: certificate.serialNumber,
          subject: certificate.subject,
          notAfter: new Date(certificate.notAfterMs).toISOString(),
          medium: certificate.medium,
        },
  steppedUpUntil: access.kind === 'certificate' && isSteppedUp(access, nowMs) ? new Date(steppedUpUntilMs(access)).toISOString() : null,
  sessionEndsAt: new Date(Math.min(endsAtMs, endOfSessionMs(session))).toISOString(),
})
