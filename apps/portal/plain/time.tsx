import { useTranslation } from 'react-i18next'
import { beijingDate, beijingMinute, beijingSecond, utcSecond } from './beijing-time.ts'

export interface TimeProps {
  /** ISO 8601, or milliseconds since 1970. */
  readonly at: string | number
  readonly precision?: 'date' | 'minute' | 'second'
  /** Writes 北京时间 beside it: once per view. */
  readonly zone?: boolean
  /** Spells UTC out as well, for details and evidence. */
  readonly utc?: boolean
}

export const Time = ({ at, precision = 'minute', zone = false, utc = false }: TimeProps) => {
  const { t } = useTranslation()
  const written = precision === 'date' ? beijingDate(at) : precision === 'minute' ? beijingMinute(at) : beijingSecond(at)
  const inUtc = t('time.utc', { time: utcSecond(at) })
  return (
    <span className="time">
      <time dateTime={new Date(at).toISOString()} title={inUtc}>
        {written}
      </time>
      {zone && <span className="time__zone">{t('time.zone')}</span>}
      {utc && <span className="time__zone">({inUtc})</span>}
    </span>
  )
}
