import { orThrow } from '@certhall/kernel/app-error'
import { createHash } from 'node:crypto'
import type { RevocationReason } from '@certhall/contract/certificate/vocabulary'
import { isRevocationReason } from '@certhall/contract/certificate/vocabulary'
import type { CertificateDetail, CertificateMay, HeldCertificate as HeldCertificateView } from '@certhall/contract/holder/api'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { parsePublicKey } from '@certhall/pki/key/public-key'
import type { GeneralName } from '@certhall/pki/certificate/general-name'
import { nameText } from '@certhall/pki/name/parse-name'
import type { CertificateHistory, HeldCertificate } from '@certhall/ra/certificate/read-certificates'
import { toIssuedCertificate, type ViewGround } from '../passcode/view.ts'

export const toHeldCertificate = (held: HeldCertificate, nowMs: number): HeldCertificateView => {
  const { certificate, open, projectNameZh, projectNameEn, isThis } = held
  const { authorityId, serialNumber, subject, certificateType, projectId, medium, notBeforeMs, notAfterMs, state, endsAtMs, endReason } =
    certificate
  return {
    authorityId,
    serialNumber,
    subject,
    certificateType,
    projectId,
    projectNameZh,
    projectNameEn,
    medium,
    keyAlgorithm: orThrow(parsePublicKey(parseCertificate(certificate.der).spki)).algorithm.name,
    notBefore: iso(notBeforeMs),
    notAfter: iso(notAfterMs),
    state,
    endsAt: endsAtMs === null ? null : iso(endsAtMs),
    endReason: state === 'revoked' && endReason !== null && isRevocationReason(endReason) ? (endReason satisfies RevocationReason) : null,
    isThis,
    daysLeft: Math.max(0, Math.floor((notAfterMs - nowMs) / dayMs)),
    openApplication:
      open === undefined ? null : { applicationNo: open.applicationNo, applicationType: open.applicationType, state: open.state },
    may: mayOf(held),
  }
}

export const toCertificateDetail = async (held: CertificateHistory, nowMs: number, ground: ViewGround): Promise<CertificateDetail> => {
  const { certificate, events } = held
  const parsed = parseCertificate(certificate.der)
  const { chain, ocspUrl, crlUrl, certificate: base64 } = await toIssuedCertificate(certificate, ground)
  return {
    ...toHeldCertificate(held, nowMs),
    issuer: nameText(parsed.issuer),
    sha256: createHash('sha256').update(certificate.der).digest('hex'),
    keyUsage: [...(parsed.keyUsage ?? [])],
    extendedKeyUsage: [...(parsed.extKeyUsage ?? [])],
    subjectAltName: (parsed.subjectAltName ?? []).map(nameOf),
    crlUrl,
    ocspUrl,
    certificate: base64,
    chain,
    history: events.map(({ type, atMs }) => ({ at: iso(atMs), event: type, applicationNo: certificate.applicationNo })),
  }
}

const nameOf = (name: GeneralName): string => {
  if (name.kind === 'directory') return nameText(name.value)
  return name.kind === 'other' ? name.oid : name.value
}

const mayOf = ({ may }: HeldCertificate): CertificateMay =>
  Object.fromEntries(Object.entries(may).map(([action, decision]) => [action, decision.ok ? null : decision.code])) as CertificateMay

const iso = (atMs: number): string => new Date(atMs).toISOString()
const dayMs = 86_400_000
