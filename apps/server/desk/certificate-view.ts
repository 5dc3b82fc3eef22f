import type { DeskCertificate } from '@certhall/contract/desk/certificates'
import { nextCertificateState } from '@certhall/ra/certificate/lifecycle'
import type { SeenCertificate } from '@certhall/ra/certificate/service-desk'
import type { Project } from '@certhall/ra/project/project'

/** What the certificate says and its state; whatever else the copy knows stays here. */
export const toDeskCertificate = (certificate: SeenCertificate, projects: readonly Project[], nowMs: number): DeskCertificate => {
  const { authorityId, serialNumber, subject, orgCode, applicationNo, projectId, certificateType, medium, state } = certificate
  const definition = projects.find((project) => project.definition.projectId === projectId)?.definition
  return {
    authorityId,
    serialNumber,
    subject,
    orgCode,
    applicationNo,
    projectId,
    certificateType,
    medium,
    state,
    projectNameZh: definition?.nameZh ?? projectId,
    projectNameEn: definition?.nameEn ?? projectId,
    notBefore: iso(certificate.notBeforeMs),
    notAfter: iso(certificate.notAfterMs),
    storedAt: iso(certificate.storedAtMs),
    confirmedAt: isoOrNull(certificate.confirmedAtMs),
    frozenAt: isoOrNull(certificate.frozenAtMs),
    may: { freeze: whyNot(certificate, nowMs) },
  }
}

const whyNot = ({ state, notAfterMs }: SeenCertificate, nowMs: number): string | null => {
  if (state === 'frozen') return 'state.certificate-frozen'
  if (state === 'expired' || notAfterMs < nowMs) return 'state.certificate-expired'
  const next = nextCertificateState(state, 'freeze')
  return next.ok ? null : next.code
}

const iso = (atMs: number): string => new Date(atMs).toISOString()
const isoOrNull = (atMs: number | null): string | null => (atMs === null ? null : iso(atMs))
