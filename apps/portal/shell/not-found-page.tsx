import { useTranslation } from 'react-i18next'
import { LinkButton } from '../plain/button.tsx'
import { PageHeading } from './page-heading.tsx'

export const NotFoundPage = () => {
  const { t } = useTranslation()
  return (
    <div className="column">
      <PageHeading title={t('missing.title')} />
      <p>{t('missing.cause')}</p>
      <p>{t('missing.remedy')}</p>
      <div className="row">
        <LinkButton variant="primary" to="/hall">
          {t('missing.hall')}
        </LinkButton>
        <LinkButton to="/">{t('missing.home')}</LinkButton>
      </div>
    </div>
  )
}
