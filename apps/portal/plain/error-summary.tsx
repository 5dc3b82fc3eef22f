import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './icon.tsx'
import { Colon } from './colon.tsx'

export interface SummaryItem {
  /** `id` of the control to go to. */
  readonly fieldId: string
  readonly label: string
  readonly message: string
}

export interface ErrorSummaryProps {
  readonly items: readonly SummaryItem[]
  /** Counts refused attempts: each one brings the focus here. */
  readonly attempt: number
}

/** Above the form after a refused 下一步: takes the focus, one link for each field. */
export const ErrorSummary = ({ items, attempt }: ErrorSummaryProps) => {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (attempt > 0) box.current?.focus()
  }, [attempt])
  if (items.length === 0) return null
  return (
    <div className="alert tone--error" tabIndex={-1} ref={box} role="group" aria-labelledby="error-summary-title">
      <Icon name="closeCircle" />
      <div className="alert__text">
        <p className="alert__title" id="error-summary-title">
          {t('summary.title', { count: items.length })}
        </p>
        <ul className="summary">
          {items.map((item) => (
            <li key={item.fieldId}>
              <a
                href={`#${item.fieldId}`}
                onClick={(event) => {
                  event.preventDefault()
                  focusField(item.fieldId)
                }}
              >
                {item.label}
                <Colon />
                {item.message}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

const focusField = (fieldId: string): void => {
  const control = document.getElementById(fieldId)
  control?.scrollIntoView({ block: 'center' })
  control?.focus({ preventScroll: true })
}
