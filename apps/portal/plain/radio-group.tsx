import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Choice } from './choice.ts'
import { FieldError, type FieldWords, StarMark } from './field.tsx'

export interface RadioGroupProps<Value extends string> extends Omit<FieldWords, 'after'> {
  readonly id?: string
  readonly value: Value | ''
  readonly choices: readonly Choice<Value>[]
  readonly onValue: (value: Value) => void
  /** Side by side where there is room. */
  readonly inline?: boolean
}

export const RadioGroup = <Value extends string>(props: RadioGroupProps<Value>) => {
  const { id: givenId, value, choices, onValue, inline = false, ...field } = props
  const ownId = useId()
  const id = givenId ?? ownId
  return (
    <Group {...field} id={id}>
      <div className={inline ? 'choices choices--inline' : 'choices'}>
        {choices.map((choice, index) => (
          <label key={choice.value} className="choice">
            <input
              type="radio"
              id={index === 0 ? id : `${id}-${choice.value}`}
              name={id}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onValue(choice.value)}
              aria-describedby={field.error === undefined ? undefined : `${id}-error`}
            />
            <span className="choice__text">
              {choice.label}
              {choice.note !== undefined && <span className="choice__note">{choice.note}</span>}
            </span>
          </label>
        ))}
      </div>
    </Group>
  )
}

interface GroupProps extends Omit<FieldWords, 'after'> {
  readonly id: string
  readonly children: ReactNode
}

const Group = ({ id, label, hint, error, optional = false, starred = false, children }: GroupProps) => {
  const { t } = useTranslation()
  return (
    <fieldset className={error === undefined ? 'field' : 'field field--wrong'}>
      <legend className="field__label">
        {starred && <StarMark />}
        {label}
        {optional && <span className="field__optional">{t('field.optional')}</span>}
      </legend>
      {hint !== undefined && <div className="field__hint">{hint}</div>}
      {children}
      <FieldError id={`${id}-error`} error={error} />
    </fieldset>
  )
}
