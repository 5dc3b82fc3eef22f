import { useTranslation } from 'react-i18next'
import { useHall } from '../api/hall.ts'
import { daysAhead, useEvaluationClock } from '../evaluation/clock.ts'
import { beijingDate } from '../plain/beijing-time.ts'

/** First in the reading order of every page, not dismissible, also a mark on every printed sheet. */
export const EvaluationBanner = () => {
  const { t } = useTranslation()
  const hall = useHall()
  const clock = useEvaluationClock()
  if (hall.data?.mode !== 'evaluation') return null
  const isMoved = clock.data !== undefined && clock.data.offsetMs > 0
  return (
    <>
      <aside className={`banner no-print${isMoved ? ' banner--moved' : ''}`} aria-label={t('banner.label')}>
        <strong>{t('banner.mode')}</strong>
        <span aria-hidden="true">·</span>
        <span>{t('banner.effect')}</span>
        <span aria-hidden="true">·</span>
        {isMoved && (
          <>
            <strong>{t('banner.clock', { date: beijingDate(clock.data.now), count: daysAhead(clock.data.offsetMs) })}</strong>
            <span aria-hidden="true">·</span>
          </>
        )}
        <a href="/outbox">{t('banner.outbox')}</a>
      </aside>
      <p className="watermark" aria-hidden="true">
        {t('banner.watermark')}
      </p>
    </>
  )
}
