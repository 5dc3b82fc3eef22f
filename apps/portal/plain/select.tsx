import { useTranslation } from 'react-i18next'
import type { Choice } from './choice.ts'
import { Field, type FieldWords } from './field.tsx'
import { words } from './text-input.tsx'

export interface SelectProps<Value extends string> extends FieldWords {
  readonly id?: string
  readonly name?: string
  /** Empty while nothing has been chosen. */
  readonly value: Value | ''
  readonly choices: readonly Choice<Value>[]
  readonly onValue: (value: Value) => void
  readonly onBlur?: () => void
  readonly width?: 'full' | 'half' | 'short'
}

/** The platform's own list: works with every keyboard, phone and reader. */
export const Select = <Value extends string>(props: SelectProps<Value>) => {
  const { id, name, value, choices, onValue, onBlur, width = 'full', ...field } = props
  const { t } = useTranslation()
  return (
    <Field {...words({ hint: undefined, error: undefined, optional: undefined, starred: undefined, after: undefined, ...field })} id={id}>
      {(ties) => (
        <select
          {...ties}
          name={name}
          className={`input input--select input--${width}`}
          value={value}
          onChange={(event) => onValue(event.target.value as Value)}
          onBlur={onBlur}
        >
          <option value="" disabled>
            {t('field.choose')}
          </option>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
