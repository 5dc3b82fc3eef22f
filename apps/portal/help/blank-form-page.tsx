import { useTranslation } from 'react-i18next'
import { Button } from '../plain/button.tsx'
import { BlankForms } from './blank-form.tsx'
import { TopicFrame } from './topic-frame.tsx'

export const BlankFormPage = () => {
  const { t } = useTranslation('help')
  return (
    <>
      <div className="no-print">
        <TopicFrame title={t('topics.form.title')} lead={t('topics.form.lead')}>
          <p>
            <Button variant="primary" icon="print" onClick={() => print()}>
              {t('topics.form.print')}
            </Button>
          </p>
        </TopicFrame>
      </div>
      <BlankForms />
    </>
  )
}
