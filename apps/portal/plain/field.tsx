import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './icon.tsx'

export interface FieldWords {
  readonly label: ReactNode
  /** Under the label, always visible: the form of the value, never the label itself. */
  readonly hint?: ReactNode
  /** What is wrong and how to fix it; read out with the field. */
  readonly error?: string | undefined
  readonly optional?: boolean
  /** Draws the star of AP-2; required is the rule and needs no mark elsewhere. */
  readonly starred?: boolean
  /** Beside or under the control: a mark such as "verified", a counter, a button. */
  readonly after?: ReactNode
}

export interface ControlTies {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
  readonly 'aria-required': true | undefined
}

export interface FieldProps extends FieldWords {
  /** Set by forms whose error summary links to the field. */
  readonly id?: string | undefined
  readonly children: (ties: ControlTies) => ReactNode
}

/** Label above, control, hint and error tied to it. */
export const Field = ({ id: givenId, label, hint, error, optional = false, starred = false, after, children }: FieldProps) => {
  const ownId = useId()
  const id = givenId ?? ownId
  const { t } = useTranslation()
  const described = [hint === undefined ? null : `${id}-hint`, error === undefined ? null : `${id}-error`].filter((part) => part !== null)
  return (
    <div className={error === undefined ? 'field' : 'field field--wrong'}>
      <label className="field__label" htmlFor={id}>
        {starred && <StarMark />}
        {label}
        {optional && <span className="field__optional">{t('field.optional')}</span>}
      </label>
      {hint !== undefined && (
        <div className="field__hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      {children({
        id,
        'aria-describedby': described.length === 0 ? undefined : described.join(' '),
        'aria-invalid': error === undefined ? undefined : true,
        'aria-required': optional ? undefined : true,
      })}
      <FieldError id={`${id}-error`} error={error} />
      {after}
    </div>
  )
}

export const FieldError = ({ id, error }: { readonly id: string; readonly error: string | undefined }) =>
  error === undefined ? null : (
    <p className="field__error" id={id}>
      <Icon name="warning" />
      <span>{error}</span>
    </p>
  )

export const StarMark = () => (
  <span className="field__star" aria-hidden="true">
    *
  </span>
)
