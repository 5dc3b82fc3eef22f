import { useTranslation } from 'react-i18next'
import { useHall } from '../api/hall.ts'

/** A second way where the hall has a host name of its own for it: the browser shows a certificate in the TLS handshake. */
export const TlsLogin = () => {
  const { t } = useTranslation('holder')
  const hall = useHall()
  const address = addressOf(hall.data)
  if (address === null) return null
  return (
    <p className="muted">
      {t('login.tls')} <a href={address}>{t('login.tlsAction')}</a>
    </p>
  )
}

const addressOf = (hall: object | undefined): string | null => {
  const address = hall !== undefined && 'certificateLoginUrl' in hall ? hall.certificateLoginUrl : null
  return typeof address === 'string' && address !== '' ? address : null
}
