import { useTranslation } from 'react-i18next'
import { useHall, useServicePoints } from '../api/hall.ts'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { useLanguage } from '../messages/translation.ts'
import { Alert } from '../plain/alert.tsx'
import { Card } from '../plain/card.tsx'
import { Descriptions } from '../plain/descriptions.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { Hotline } from '../shell/footer.tsx'
import { TopicFrame } from './topic-frame.tsx'

export const ServicePointsPage = () => {
  const { t } = useTranslation('help')
  const zh = useLanguage() === 'zh'
  const points = useServicePoints()
  const hall = useHall()
  return (
    <TopicFrame title={t('topics.servicePoints.title')} lead={t('topics.servicePoints.lead')} printable>
      {points.isPending && <Skeleton lines={6} onRetry={() => void points.refetch()} />}
      <ProblemAlert error={points.error} onRetry={() => void points.refetch()} />
      {points.data?.length === 0 && (
        <Alert>
          <p>{t('topics.servicePoints.empty')}</p>
          <Hotline />
        </Alert>
      )}
      {points.data?.map((point) => (
        <Card key={point.nameEn} title={zh ? point.nameZh : point.nameEn}>
          <Descriptions
            items={[
              { term: t('topics.servicePoints.address'), value: zh ? point.addressZh : point.addressEn },
              { term: t('topics.servicePoints.phone'), value: <a href={`tel:${point.phone.replace(/[^0-9+]/g, '')}`}>{point.phone}</a> },
              { term: t('topics.servicePoints.hours'), value: zh ? point.hoursZh : point.hoursEn },
            ]}
          />
        </Card>
      ))}
      {hall.data !== undefined && (
        <Card title={t('topics.servicePoints.mailTitle')}>
          <p>{hall.data.postalAddress[zh ? 'zh' : 'en']}</p>
        </Card>
      )}
    </TopicFrame>
  )
}
