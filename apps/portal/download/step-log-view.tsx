import { systemClock } from '@certhall/kernel/clock'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../plain/icon.tsx'
import { clockText, type StepEntry, type StepLog } from './step-log.ts'

/** DL-4: an ordered list; finished steps keep their time. One polite sentence tells a reader what happens now. */
export const StepLogView = ({ log }: { readonly log: StepLog }) => {
  const { t } = useTranslation('download')
  const nowMs = useSeconds(log.some((entry) => entry.state === 'working'))
  const current = log.findLast((entry) => entry.state !== 'ahead')
  return (
    <>
      <ol className="step-log" aria-label={t('install.log')}>
        {log.map((entry) => (
          <li key={entry.step} className={`step-log__item step-log__item--${entry.state}`}>
            <Mark state={isPersonsTurn(entry) ? 'ahead' : entry.state} />
            <span className="step-log__name">{t(`install.names.${entry.step}`)}</span>
            <span className="step-log__state">
              {stateWords(entry, nowMs, isPersonsTurn(entry) ? t('install.yourTurn') : t(`install.${entry.state}`))}
            </span>
          </li>
        ))}
      </ol>
      <p className="visually-hidden" role="status">
        {current === undefined ? '' : `${t(`install.names.${current.step}`)}: ${t(`install.${current.state}`)}`}
      </p>
    </>
  )
}

const Mark = ({ state }: { readonly state: StepEntry['state'] }) =>
  state === 'working' ? (
    <span className="button__spinner" aria-hidden="true" />
  ) : state === 'ahead' ? (
    <span className="step-log__dot" aria-hidden="true" />
  ) : (
    <Icon name="checkCircle" />
  )

/** Saving is the person's act: nothing turns, and no clock hurries them. */
const isPersonsTurn = ({ step, state }: StepEntry): boolean => step === 'saveFile' && state === 'working'

/** The elapsed clock appears from three seconds on: before that it would only flicker. */
const stateWords = (entry: StepEntry, nowMs: number, word: string): string => {
  const { state, tookMs, startedAtMs } = entry
  if (isPersonsTurn(entry)) return word
  if (state === 'done') return tookMs === null ? word : `${word} · ${Math.max(0.1, tookMs / 1000).toFixed(1)} s`
  if (state === 'working' && startedAtMs !== null && nowMs - startedAtMs >= 3000) return `${word} · ${clockText(nowMs - startedAtMs)}`
  return word
}

const useSeconds = (running: boolean): number => {
  const [nowMs, setNowMs] = useState(() => systemClock.nowMs())
  useEffect(() => {
    if (!running) return undefined
    const timer = setInterval(() => setNowMs(systemClock.nowMs()), 1000)
    return () => clearInterval(timer)
  }, [running])
  return nowMs
}
