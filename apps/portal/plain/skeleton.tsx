import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'

export interface SkeletonProps {
  readonly lines?: number
  readonly onRetry?: () => void
}

/** Nothing for 300 ms, then grey lines of the coming layout, after 10 s a sentence and a way out. */
export const Skeleton = ({ lines = 4, onRetry }: SkeletonProps) => {
  const { t } = useTranslation()
  const stage = useStage()
  if (stage === 'quiet') return null
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">{t('loading.label')}</span>
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className="skeleton__line" aria-hidden="true" />
      ))}
      {stage === 'slow' && (
        <div className="row">
          <span>{t('loading.slow')}</span>
          {onRetry && <Button onClick={onRetry}>{t('loading.retry')}</Button>}
        </div>
      )}
    </div>
  )
}

const useStage = (): 'quiet' | 'shown' | 'slow' => {
  const [stage, setStage] = useState<'quiet' | 'shown' | 'slow'>('quiet')
  useEffect(() => {
    const shown = setTimeout(() => setStage('shown'), 300)
    const slow = setTimeout(() => setStage('slow'), 10_000)
    return () => {
      clearTimeout(shown)
      clearTimeout(slow)
    }
  }, [])
  return stage
}
