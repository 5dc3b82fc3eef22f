import { useTranslation } from 'react-i18next'
import { Card } from '../plain/card.tsx'
import { DocumentText } from '../plain/document-text.tsx'
import { TopicFrame } from './topic-frame.tsx'

export const GuidePage = ({ topic }: { readonly topic: 'apply' | 'documents' | 'usage' | 'ukey' }) => {
  const { t } = useTranslation('help')
  return (
    <TopicFrame title={t(`topics.${topic}.title`)} printable>
      <Card>
        <DocumentText text={t(`topics.${topic}.text`)} />
      </Card>
    </TopicFrame>
  )
}
