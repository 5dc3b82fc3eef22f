import { useTranslation } from 'react-i18next'
import { LinkButton } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { CopyText } from '../plain/copy-text.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import type { Abandoned } from './exchange.ts'

export const AbandonedPage = ({ abandoned }: { readonly abandoned: Abandoned }) => {
  const { t } = useTranslation('download')
  const serial = abandoned.revokedSerialNumber
  return (
    <div className="column">
      <PageHeading title={t('abandon.doneHeading')} />
      <Card>
        <p>{serial === null ? t('abandon.doneOpen') : t('abandon.doneRevoked', { serial })}</p>
        <p>{t('abandon.doneNext', { no: abandoned.applicationNo })}</p>
        <p>
          <CopyText text={abandoned.applicationNo} name={t('copyNames.applicationNo')} size="large" />
        </p>
        <LinkButton to="/progress" variant="primary">
          {t('abandon.progress')}
        </LinkButton>
      </Card>
    </div>
  )
}
