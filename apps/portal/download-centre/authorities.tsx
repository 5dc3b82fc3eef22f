import { useTranslation } from 'react-i18next'
import { useAuthorities } from '../api/downloads.ts'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Card } from '../plain/card.tsx'
import { CopyText } from '../plain/copy-text.tsx'
import { Time } from '../plain/time.tsx'

/** CA certificates with their digests, and the lists of what they revoked. */
export const Authorities = () => {
  const { t } = useTranslation('downloads')
  const { data, error, refetch } = useAuthorities()
  return (
    <Card title={t('authorities.title')}>
      <p>{t('authorities.note')}</p>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      <ul className="drivers">
        {(data ?? []).map((authority) => (
          <li key={authority.authorityId} className="driver">
            <p className="driver__name">
              <strong>{authority.name}</strong> <span>{t(`authorities.roles.${authority.role}`)}</span>
            </p>
            <p className="row">
              <a href={authority.certificateUrl} download={`${authority.authorityId}.cer`}>
                {t('authorities.certificate')}
              </a>
              <a href={authority.crlUrl} download={`${authority.authorityId}.crl`}>
                {t('authorities.crl')}
              </a>
              {authority.deltaCrlUrl !== null && (
                <a href={authority.deltaCrlUrl} download={`${authority.authorityId}-delta.crl`}>
                  {t('authorities.deltaCrl')}
                </a>
              )}
              <span className="muted">
                {t('authorities.until')} <Time at={authority.notAfter} />
              </span>
            </p>
            {(['sha256', 'sm3'] as const).map((digest) => (
              <p key={digest}>
                <span className="muted">{t(`authorities.${digest}`)}</span>{' '}
                <CopyText text={authority[digest]} name={`${t(`authorities.${digest}`)} ${authority.name}`} />
              </p>
            ))}
          </li>
        ))}
      </ul>
    </Card>
  )
}
