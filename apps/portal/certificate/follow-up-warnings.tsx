import type { FollowUpRule, FollowUpType } from '@certhall/contract/application/follow-up'
import { useTranslation } from 'react-i18next'
import { Alert } from '../plain/alert.tsx'

/** What cannot be taken back, and what would hurt: said before anything is asked for. */
export const FollowUpWarnings = ({ type, rule }: { readonly type: FollowUpType; readonly rule: FollowUpRule | undefined }) => {
  const { t } = useTranslation('certificate')
  return (
    <>
      {rule?.freezesAtOnce === true && (
        <Alert tone="warning" title={t('start.freezesTitle')}>
          <p>{t('start.freezes')}</p>
        </Alert>
      )}
      {type === 'unfreeze' && (
        <Alert tone="warning" title={t('start.unfreezeTitle')}>
          <p>{t('start.unfreeze')}</p>
        </Alert>
      )}
      {type === 'revoke' && (
        <Alert tone="error" title={t('start.revokeTitle')}>
          <p>{t('start.revoke')}</p>
        </Alert>
      )}
      {type !== 'unfreeze' && rule?.makesCertificate === true && rule.targetEnd !== 'never' && (
        <Alert tone="warning" title={t('start.bidTitle')}>
          <p>{t('start.bid')}</p>
        </Alert>
      )}
    </>
  )
}
