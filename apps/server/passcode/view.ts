import { maskOrganizationName } from '@certhall/contract/contact/contact-address'
import type { ErrorCode } from '@certhall/contract/errors'
import type { IssuedCertificate, PasscodeView } from '@certhall/contract/passcode/api'
import type { Authority } from '@certhall/contract/signer/other'
import { AppError } from '@certhall/kernel/app-error'
import { toBase64 } from '@certhall/kernel/bytes'
import type { StoredCertificate } from '@certhall/ra/certificate/ports'
import type { PasscodeCase } from '@certhall/ra/passcode/ports'

export interface ViewGround {
  readonly publicUrl: string
  /** CA certificates by id; they do not change, so the caller may keep them as long as the one needed is among them. */
  readonly authorities: (needed?: string) => Promise<ReadonlyMap<string, Authority>>
}

export const toPasscodeView = async ({ passcode, application, certificate }: PasscodeCase, ground: ViewGround): Promise<PasscodeView> => ({
  // Other states were refused before there was anything to show.
  state: passcode.state as PasscodeView['state'],
  applicationNo: application.applicationNo,
  maskedOrganization: maskOrganizationName(application.organizationName),
  projectNameZh: application.projectNameZh,
  projectNameEn: application.projectNameEn,
  certificateType: application.certificateType,
  medium: application.medium,
  keyAlgorithm: application.keyAlgorithm,
  expiresAt: new Date(passcode.expiresAtMs).toISOString(),
  boundSpkiSha256: passcode.boundSpkiSha256,
  issued: certificate === null ? null : await toIssuedCertificate(certificate, ground),
})

export const toIssuedCertificate = async (
  certificate: StoredCertificate,
  { publicUrl, authorities }: ViewGround,
): Promise<IssuedCertificate> => ({
  authorityId: certificate.authorityId,
  serialNumber: certificate.serialNumber,
  subject: certificate.subject,
  notBefore: new Date(certificate.notBeforeMs).toISOString(),
  notAfter: new Date(certificate.notAfterMs).toISOString(),
  certificate: toBase64(certificate.der),
  chain: chainOf(certificate.authorityId, await authorities(certificate.authorityId)),
  ocspUrl: `${publicUrl}/ocsp`,
  crlUrl: `${publicUrl}/crl/${certificate.authorityId}.crl`,
})

/** Issuing CA first, root last. */
const chainOf = (authorityId: string, authorities: ReadonlyMap<string, Authority>): string[] => {
  const chain: string[] = []
  for (let id = authorityId; ; ) {
    const authority = authorities.get(id)
    if (authority === undefined || chain.length > authorities.size) throw new AppError<ErrorCode>('missing.authority')
    chain.push(authority.certificate)
    if (authority.issuerId === id) return chain
    id = authority.issuerId
  }
}
