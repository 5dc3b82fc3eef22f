import { type ReactNode, useId } from 'react'
import { FieldError } from './field.tsx'

export interface CheckboxProps {
  readonly id?: string
  readonly label: ReactNode
  readonly note?: ReactNode
  readonly checked: boolean
  readonly onChecked: (checked: boolean) => void
  readonly error?: string | undefined
}

export const Checkbox = ({ id: givenId, label, note, checked, onChecked, error }: CheckboxProps) => {
  const ownId = useId()
  const id = givenId ?? ownId
  return (
    <div className={error === undefined ? 'field field--tick' : 'field field--tick field--wrong'}>
      <label className="choice">
        <input
          type="checkbox"
          id={id}
          checked={checked}
          onChange={(event) => onChecked(event.target.checked)}
          aria-invalid={error === undefined ? undefined : true}
          aria-describedby={error === undefined ? undefined : `${id}-error`}
        />
        <span className="choice__text">
          {label}
          {note !== undefined && <span className="choice__note">{note}</span>}
        </span>
      </label>
      <FieldError id={`${id}-error`} error={error} />
    </div>
  )
}
