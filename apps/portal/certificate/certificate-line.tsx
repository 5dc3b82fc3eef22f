import { useTranslation } from 'react-i18next'
import type { HeldCertificate } from './exchange.ts'
import { serialEnd, shortSubject, useProjectName } from './words.ts'
import './certificate.css'

/** Which one it is: an organisation's certificates often bear the same name. */
export const CertificateLine = ({ certificate }: { readonly certificate: HeldCertificate }) => (
  <>
    <strong>{shortSubject(certificate.subject)}</strong>
    <span className="held__more">
      <CertificateKind certificate={certificate} />
    </span>
  </>
)

/** Type, project, medium and the end of the serial number. */
export const CertificateKind = ({ certificate }: { readonly certificate: HeldCertificate }) => {
  const { t } = useTranslation('certificate')
  const projectName = useProjectName()
  const { certificateType, medium, serialNumber } = certificate
  const serial = t('list.serialEnd', { end: serialEnd(serialNumber) })
  return <>{[t(`types.${certificateType}`), projectName(certificate), t(`media.${medium}`), serial].join(' · ')}</>
}
