import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Card } from '../plain/card.tsx'
import { Steps } from '../plain/steps.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { AbandonCard } from './abandon-card.tsx'
import { ReadBackForm } from './read-back-form.tsx'
import type { RoomProps } from './room.ts'
import { useStepNames } from './step-names.ts'
import { SubjectCard } from './subject-card.tsx'

/** The certificate's key is not in this browser: go back to it, prove the saved file, or give it up. */
export const ElsewherePage = ({ download, actions }: RoomProps) => {
  const { t } = useTranslation('download')
  const names = useStepNames()
  return (
    <div className="column">
      <Steps names={names} current={2} />
      <PageHeading title={t('page')} step={t('elsewhere.heading')} lead={t('elsewhere.lead')} />
      <SubjectCard view={download.view} />
      <Card title={t('elsewhere.back')}>
        <p>{t('elsewhere.backMore')}</p>
      </Card>
      {download.issued !== null && (
        <Card title={t('elsewhere.saved')}>
          <p>{t('elsewhere.savedMore')}</p>
          <ReadBackForm download={download} actions={actions} />
          <ProblemAlert error={download.error} onRetry={() => void actions.confirm()} />
        </Card>
      )}
      <details className="more">
        <summary>{t('elsewhere.lost')}</summary>
        <p>{t('elsewhere.lostMore')}</p>
        <AbandonCard download={download} actions={actions} />
      </details>
    </div>
  )
}
