import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Alert } from '../plain/alert.tsx'
import { Button } from '../plain/button.tsx'
import { copyToClipboard } from '../plain/copy-text.tsx'
import { useErrorText } from './error-text.ts'
import { type ApiProblem, problemOf } from './problem.ts'

export interface ProblemAlertProps {
  /** Anything thrown by `call`, a query or a mutation; nothing is drawn for null and undefined. */
  readonly error: unknown
  readonly onRetry?: () => void
}

/** Title, cause, remedy, code and reference with copy. The input above it is never touched. */
export const ProblemAlert = ({ error, onRetry }: ProblemAlertProps) => {
  if (error === null || error === undefined) return null
  const problem = problemOf(error)
  return problem.code === 'unreachable' ? <Unreachable onRetry={onRetry} /> : <Refused problem={problem} onRetry={onRetry} />
}

const Unreachable = ({ onRetry }: { readonly onRetry: (() => void) | undefined }) => {
  const { t } = useTranslation()
  const retry = onRetry && <Button onClick={onRetry}>{t('problem.retry')}</Button>
  return (
    <Alert tone="error" live="assertive" title={t('problem.offlineTitle')} actions={retry}>
      <p>{t('problem.offlineRemedy')}</p>
    </Alert>
  )
}

const Refused = ({ problem, onRetry }: { readonly problem: ApiProblem; readonly onRetry: (() => void) | undefined }) => {
  const { t } = useTranslation()
  const text = useErrorText()
  if (problem.code === 'unreachable') return null
  const { title, remedy } = text(problem.code, problem.detail)
  return (
    <Alert
      tone="error"
      live="assertive"
      title={title}
      actions={onRetry && isWorthRetrying(problem) ? <Button onClick={onRetry}>{t('problem.retry')}</Button> : undefined}
    >
      <p>{remedy}</p>
      <Wait seconds={problem.detail['retryAfterSeconds']} />
      <Codes code={problem.code} reference={problem.reference} />
    </Alert>
  )
}

/** How long a limit still holds, where the hall says it. */
const Wait = ({ seconds }: { readonly seconds: string | number | boolean | undefined }) => {
  const { t } = useTranslation()
  if (typeof seconds !== 'number') return null
  const isLong = seconds > 90
  return (
    <p>{isLong ? t('problem.waitMinutes', { count: Math.ceil(seconds / 60) }) : t('problem.waitSeconds', { count: Math.ceil(seconds) })}</p>
  )
}

const Codes = ({ code, reference }: { readonly code: string; readonly reference: string | null }) => {
  const { t } = useTranslation()
  const [done, setDone] = useState(false)
  const parts = [t('problem.code', { code }), ...(reference === null ? [] : [t('problem.reference', { reference })])]
  return (
    <p className="alert__codes row">
      <span>{parts.join(' · ')}</span>
      <button type="button" className="copy__button" onClick={() => void copyToClipboard(parts.join(' · ')).then(() => setDone(true))}>
        {done ? t('copy.done') : t('problem.copy')}
      </button>
    </p>
  )
}

/** Busy, internal and limit pass with time; the other families need another input. */
const isWorthRetrying = (problem: ApiProblem): boolean => /^(?:busy|internal|limit)\./.test(problem.code)
