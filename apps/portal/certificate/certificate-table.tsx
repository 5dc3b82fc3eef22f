import { useTranslation } from 'react-i18next'
import { beijingDate } from '../plain/beijing-time.ts'
import { LinkButton } from '../plain/button.tsx'
import { Icon } from '../plain/icon.tsx'
import { StateTag } from '../plain/state-tag.tsx'
import { Time } from '../plain/time.tsx'
import { isRenewable, tagOf } from './choices.ts'
import { addressOf, type HeldCertificate } from './exchange.ts'
import { serialEnd, shortSubject, useProjectName } from './words.ts'
import './certificate.css'

export interface CertificateTableProps {
  readonly certificates: readonly HeldCertificate[]
  /** Serial numbers that are ticked; without it nothing can be. */
  readonly ticked?: ReadonlySet<string>
  readonly onTicked?: (serialNumber: string, on: boolean) => void
}

/** MG-3: a table, on phones a card for each certificate with state and date first. */
export const CertificateTable = ({ certificates, ticked, onTicked }: CertificateTableProps) => {
  const { t } = useTranslation('certificate')
  return (
    <table className="held">
      <thead>
        <tr>
          <th scope="col">{t('list.subject')}</th>
          <th scope="col">{t('list.project')}</th>
          <th scope="col">{t('list.medium')}</th>
          <th scope="col">{t('list.validity')}</th>
          <th scope="col">{t('list.state')}</th>
          <th scope="col">{t('list.manage')}</th>
        </tr>
      </thead>
      <tbody>
        {certificates.map((certificate) => (
          <Row
            key={`${certificate.authorityId}/${certificate.serialNumber}`}
            certificate={certificate}
            {...(ticked !== undefined && onTicked !== undefined && isRenewable(certificate)
              ? { isTicked: ticked.has(certificate.serialNumber), onTicked }
              : {})}
          />
        ))}
      </tbody>
    </table>
  )
}

interface RowProps {
  readonly certificate: HeldCertificate
  readonly isTicked?: boolean
  readonly onTicked?: (serialNumber: string, on: boolean) => void
}

const Row = ({ certificate, isTicked, onTicked }: RowProps) => {
  const { t } = useTranslation('certificate')
  const projectName = useProjectName()
  const { subject, serialNumber, certificateType, medium, notBefore, notAfter, isThis } = certificate
  const name = shortSubject(subject)
  const serial = serialEnd(serialNumber)
  return (
    <tr>
      <td className="held__subject">
        <span className="held__name">
          {isTicked !== undefined && (
            <input
              type="checkbox"
              aria-label={t('list.select', { subject: name, serial })}
              checked={isTicked}
              onChange={(event) => onTicked?.(serialNumber, event.target.checked)}
            />
          )}
          <strong title={subject}>{name}</strong>
        </span>
        <span className="held__more">
          {t(`types.${certificateType}`)} · <span title={serialNumber}>{t('list.serialEnd', { end: serial })}</span>
          {isThis && <span className="held__this">{t('list.this')}</span>}
        </span>
      </td>
      <td data-label={t('list.project')}>{projectName(certificate)}</td>
      <td data-label={t('list.medium')} className="held__medium">
        {t(`media.${medium}`)}
      </td>
      <td data-label={t('list.validity')} className="held__validity">
        <Time at={notBefore} precision="date" /> {t('list.to')} <Time at={notAfter} precision="date" />
      </td>
      <td data-label={t('list.state')} className="held__state">
        <State certificate={certificate} />
      </td>
      <td className="held__acts">
        <Acts certificate={certificate} />
      </td>
    </tr>
  )
}

const State = ({ certificate }: { readonly certificate: HeldCertificate }) => {
  const { t } = useTranslation('certificate')
  const { state, endsAt, daysLeft, openApplication } = certificate
  return (
    <>
      <StateTag of="certificate" state={tagOf(certificate)} />
      {state === 'valid' && endsAt === null && daysLeft < soonDays && (
        <span className="tag tone--warning">
          <Icon name="clock" />
          {t('list.daysLeft', { count: daysLeft })}
        </span>
      )}
      {state === 'valid' && endsAt === null && daysLeft >= soonDays && (
        <span className="held__more">{t('list.daysLeft', { count: daysLeft })}</span>
      )}
      {endsAt !== null && state === 'valid' && <span className="held__more">{t('list.endsAt', { date: beijingDate(endsAt) })}</span>}
      {openApplication !== null && (
        <span className="held__more">
          {t('list.open', { type: t(`applicationTypes.${openApplication.applicationType}`), no: openApplication.applicationNo })}
        </span>
      )}
    </>
  )
}

/** The short road: freezing takes two presses from here, unfreezing is one press away. */
const Acts = ({ certificate }: { readonly certificate: HeldCertificate }) => {
  const { t } = useTranslation('certificate')
  const names = { subject: shortSubject(certificate.subject), serial: serialEnd(certificate.serialNumber) }
  const act =
    certificate.state === 'frozen' && certificate.may.unfreeze === null ? 'unfreeze' : certificate.may.freeze === null ? 'freeze' : null
  return (
    <>
      <LinkButton to={addressOf(certificate)} aria-label={t('list.manageNamed', names)}>
        {t('acts.manage')}
      </LinkButton>
      {act !== null && (
        <LinkButton variant="quiet" to={addressOf(certificate, act)} aria-label={t('list.actNamed', { act: t(`acts.${act}`), ...names })}>
          {t(`acts.${act}`)}
        </LinkButton>
      )}
    </>
  )
}

const soonDays = 90
