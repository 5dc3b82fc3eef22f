import { useTranslation } from 'react-i18next'
import { Card } from '../plain/card.tsx'
import { Icon, type IconName } from '../plain/icon.tsx'
import { Time } from '../plain/time.tsx'
import { type StageState, stagesOf } from './progress-stages.ts'
import type { ProgressView } from './requests.ts'

/** The four stages, then every step with its time. */
export const ProgressTimeline = ({ view }: { readonly view: ProgressView }) => {
  const { t } = useTranslation('progress')
  return (
    <Card title={t('timelineTitle')}>
      <ol className="stages">
        {stagesOf(view).map(({ stage, state }) => (
          <li key={stage} className={`stages__item stages__item--${state}`} aria-current={state === 'current' ? 'step' : undefined}>
            <span className="stages__mark" aria-hidden="true">
              <Icon name={marks[state]} />
            </span>
            <span>{t(`stages.${stage}`)}</span>
            <span className="muted">{t(`stageState.${state}`)}</span>
          </li>
        ))}
      </ol>
      <h3>{t('historyTitle')}</h3>
      <ol className="history">
        {view.timeline.map(({ event, at }) => (
          <li key={`${event}-${at}`}>
            <Time at={at} />
            {t(event === 'completed' && view.followUp?.makesCertificate === false ? 'events.completedPlain' : `events.${event}`)}
          </li>
        ))}
      </ol>
    </Card>
  )
}

const marks: Readonly<Record<StageState, IconName>> = { done: 'check', current: 'clock', ahead: 'minusCircle', stopped: 'stop' }
