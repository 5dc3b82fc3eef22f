import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClockMove, ClockView } from '@certhall/contract/evaluation/clock'
import { hallClock } from '../api/hall-clock.ts'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Alert } from '../plain/alert.tsx'
import { beijingDate, beijingMinute } from '../plain/beijing-time.ts'
import { Button } from '../plain/button.tsx'
import { Descriptions } from '../plain/descriptions.tsx'
import { TextInput } from '../plain/text-input.tsx'
import { Time } from '../plain/time.tsx'
import { dayMs, daysAhead, startOfDay, useEvaluationClock, useMoveClock } from './clock.ts'
import './clock.css'

/** The time of the evaluation, and the only place on the pages where it can be moved. */
export const ClockCard = () => {
  const { t } = useTranslation('evaluation')
  const clock = useEvaluationClock()
  const move = useMoveClock()
  const aheadText = useAheadText()
  if (clock.data === undefined) return null
  return (
    <details className="card clock">
      <summary className="clock__head">
        <h2>{t('title')}</h2>
        <span className="muted">{aheadText(clock.data.offsetMs)}</span>
      </summary>
      <p>{t('lead')}</p>
      <ClockFacts view={clock.data} />
      <ClockMoves busyText={move.isPending ? t('moving') : undefined} onMove={(wanted) => move.mutate(wanted)} />
      <ProblemAlert error={move.error} />
      <p role="status">{move.isSuccess && t('moved', { time: beijingMinute(move.data.now) })}</p>
      <Alert tone="warning">{t('warning')}</Alert>
    </details>
  )
}

const ClockFacts = ({ view: { offsetMs } }: { readonly view: ClockView }) => {
  const { t } = useTranslation('evaluation')
  useTick()
  // Read as it is drawn: a moment kept from before a jump would be wrong by the whole of it.
  const nowMs = hallClock.nowMs()
  return (
    <Descriptions
      items={[
        { term: t('now'), value: <Time at={nowMs} zone /> },
        ...(offsetMs === 0 ? [] : [{ term: t('real'), value: <Time at={nowMs - offsetMs} /> }]),
      ]}
    />
  )
}

interface ClockMovesProps {
  readonly busyText: string | undefined
  readonly onMove: (move: ClockMove) => void
}

const ClockMoves = ({ busyText, onMove }: ClockMovesProps) => {
  const { t } = useTranslation('evaluation')
  const [date, setDate] = useState('')
  const to = startOfDay(date)
  return (
    <div className="clock__moves">
      <div className="row">
        {[1, 30].map((count) => (
          <Button key={count} busyText={busyText} onClick={() => onMove({ byMs: count * dayMs })}>
            {t('advance', { count })}
          </Button>
        ))}
      </div>
      <div className="clock__day">
        <TextInput
          label={t('date')}
          hint={t('dateHint')}
          type="date"
          width="half"
          value={date}
          onValue={setDate}
          min={beijingDate(hallClock.nowMs() + dayMs)}
          max="2099-12-31"
        />
        <Button busyText={busyText} onClick={() => (to === undefined ? undefined : onMove({ to }))}>
          {t('goTo')}
        </Button>
      </div>
    </div>
  )
}

const useAheadText = (): ((offsetMs: number) => string) => {
  const { t } = useTranslation('evaluation')
  return (offsetMs) => (offsetMs === 0 ? t('notAhead') : t('days', { count: daysAhead(offsetMs) }))
}

/** Draws again every second. */
const useTick = (): void => {
  const [, setTicks] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setTicks((ticks) => ticks + 1), 1_000)
    return () => clearInterval(timer)
  }, [])
}
