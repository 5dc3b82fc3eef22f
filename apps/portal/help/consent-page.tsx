import { useTranslation } from 'react-i18next'
import { useConsents } from '../api/hall.ts'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { useLanguage } from '../messages/translation.ts'
import { Card } from '../plain/card.tsx'
import { DocumentText } from '../plain/document-text.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { TopicFrame } from './topic-frame.tsx'
import { Colon } from '../plain/colon.tsx'

interface ConsentPageProps {
  readonly topic: 'cps' | 'agreement' | 'privacy'
  readonly consentId: 'cps' | 'subscriberAgreement' | 'privacyNotice'
}

/** The very text, version and digest that an application stores as agreed to. */
export const ConsentPage = ({ topic, consentId }: ConsentPageProps) => {
  const { t } = useTranslation('help')
  const language = useLanguage()
  const consents = useConsents()
  const consent = consents.data?.find((candidate) => candidate.consentId === consentId)
  return (
    <TopicFrame title={t(`topics.${topic}.title`)} printable={consent !== undefined}>
      {consents.isPending && <Skeleton lines={8} onRetry={() => void consents.refetch()} />}
      <ProblemAlert error={consents.error} onRetry={() => void consents.refetch()} />
      {consent !== undefined && (
        <Card>
          <p className="muted">
            {t('rule.version', { version: consent.version })} · {t('rule.effective', { date: consent.effectiveOn })}
          </p>
          <DocumentText text={withoutTitle(language === 'zh' ? consent.textZh : consent.textEn)} />
          <p className="muted">
            <small>
              {t('rule.digest')}
              <Colon />
              <span className="code">{consent.sha256}</span>
            </small>
          </p>
        </Card>
      )}
    </TopicFrame>
  )
}

/** The page has its own h1; a leading title line of the text would say it twice. */
const withoutTitle = (text: string): string => text.replace(/^\s*# .*\n+/, '')
