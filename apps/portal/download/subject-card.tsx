import type { PasscodeView } from '@certhall/contract/passcode/api'
import { algorithmOf } from '@certhall/pki/algorithm'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../messages/translation.ts'
import { Alert } from '../plain/alert.tsx'
import { Card } from '../plain/card.tsx'
import { Descriptions } from '../plain/descriptions.tsx'
import { Time } from '../plain/time.tsx'

/** DL-2: whose certificate this is, masked, before anything is made. */
export const SubjectCard = ({ view }: { readonly view: PasscodeView }) => {
  const { t } = useTranslation('download')
  const language = useLanguage()
  return (
    <Card title={t('subject.title')}>
      <Descriptions
        items={[
          { term: t('subject.organization'), value: <strong>{view.maskedOrganization}</strong> },
          { term: t('subject.project'), value: language === 'zh' ? view.projectNameZh : view.projectNameEn },
          { term: t('subject.type'), value: t(`subject.types.${view.certificateType}`) },
          { term: t('subject.medium'), value: view.medium === 'p12' ? t('subject.mediumP12') : t('subject.mediumUkey') },
          { term: t('subject.algorithm'), value: algorithmOf(view.keyAlgorithm).label },
          { term: t('subject.applicationNo'), value: view.applicationNo, code: true },
          { term: t('subject.expires'), value: <Time at={view.expiresAt} zone /> },
        ]}
      />
      <Alert tone="warning" title={t('subject.notYours')}>
        {t('subject.notYoursMore')}
      </Alert>
    </Card>
  )
}
