import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field, type FieldWords } from './field.tsx'
import { Icon } from './icon.tsx'
import { words } from './text-input.tsx'
import { Colon } from './colon.tsx'

export type PasswordScore = 0 | 1 | 2 | 3 | 4

export interface PasswordInputProps extends FieldWords {
  readonly id?: string
  readonly value: string
  readonly onValue: (value: string) => void
  readonly onBlur?: () => void
  readonly autoComplete: 'new-password' | 'current-password' | 'off'
  /** Judged by the room (its estimator is large and loads with the step); the meter is drawn while a value stands here. */
  readonly score?: PasswordScore | undefined
}

/** Show and hide, no ban on pasting, an optional meter with words. */
export const PasswordInput = ({ id, value, onValue, onBlur, autoComplete, score, ...field }: PasswordInputProps) => {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  return (
    <Field {...words({ hint: undefined, error: undefined, optional: undefined, starred: undefined, after: undefined, ...field })} id={id}>
      {(ties) => (
        <>
          <div className="password">
            <input
              {...ties}
              type={shown ? 'text' : 'password'}
              className="input input--code"
              autoComplete={autoComplete}
              autoCapitalize="off"
              spellCheck={false}
              value={value}
              onChange={(event) => onValue(event.target.value)}
              onBlur={onBlur}
            />
            <button
              type="button"
              className="password__toggle"
              aria-pressed={shown}
              aria-controls={ties.id}
              onClick={() => setShown(!shown)}
            >
              <Icon name={shown ? 'eyeOff' : 'eye'} />
              <span>{shown ? t('field.hide') : t('field.show')}</span>
            </button>
          </div>
          {score !== undefined && <Meter score={score} />}
        </>
      )}
    </Field>
  )
}

const Meter = ({ score }: { readonly score: PasswordScore }) => {
  const { t } = useTranslation()
  return (
    <div className={`meter meter--${score}`}>
      <div className="meter__bars" aria-hidden="true">
        {[1, 2, 3, 4].map((bar) => (
          <span key={bar} className={bar <= Math.max(1, score) ? 'meter__bar meter__bar--on' : 'meter__bar'} />
        ))}
      </div>
      <span role="status">
        {t('strength.label')}
        <Colon />
        {t(`strength.score${score}`)}
      </span>
    </div>
  )
}
