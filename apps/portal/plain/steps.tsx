import { useTranslation } from 'react-i18next'
import { Icon } from './icon.tsx'

export interface StepsProps {
  readonly names: readonly string[]
  /** Index of the current step, from 0; `names.length` when all are done. */
  readonly current: number
}

/** Where the reader is; phones get one sentence. Not navigation: steps are reached by the buttons of the form. */
export const Steps = ({ names, current }: StepsProps) => {
  const { t } = useTranslation()
  const shown = Math.min(current, names.length - 1)
  return (
    <div className="steps no-print">
      <p className="steps__compact">{t('steps.compact', { current: shown + 1, total: names.length, name: names[shown] ?? '' })}</p>
      <ol className="steps__list" aria-label={t('steps.label')}>
        {names.map((name, index) => (
          <li
            key={name}
            className={`steps__item steps__item--${stageOf(index, current)}`}
            aria-current={index === current ? 'step' : undefined}
          >
            <span className="steps__mark" aria-hidden="true">
              {index < current ? <Icon name="check" /> : index + 1}
            </span>
            <span className="steps__name">
              {name}
              {index < current && <span className="visually-hidden">{t('steps.done')}</span>}
            </span>
          </li>
        ))}
      </ol>
    </div>
  )
}

const stageOf = (index: number, current: number): 'done' | 'current' | 'ahead' => {
  if (index === current) return 'current'
  return index < current ? 'done' : 'ahead'
}
