import type { InputHTMLAttributes, TextareaHTMLAttributes } from 'react'
import { Field, type FieldWords } from './field.tsx'

type Untied<Attributes> = Omit<Attributes, 'onChange' | 'value' | 'id' | 'className' | 'aria-describedby' | 'aria-invalid'>

export interface TextInputProps extends FieldWords, Untied<InputHTMLAttributes<HTMLInputElement>> {
  readonly id?: string
  readonly value: string
  readonly onValue: (value: string) => void
  /** Fixed-width figures, for codes and numbers. */
  readonly code?: boolean
  readonly width?: 'full' | 'half' | 'short'
}

export const TextInput = ({
  id,
  label,
  hint,
  error,
  optional,
  starred,
  after,
  value,
  onValue,
  code = false,
  width = 'full',
  ...rest
}: TextInputProps) => (
  <Field {...words({ label, hint, error, optional, starred, after })} id={id}>
    {(ties) => (
      <input
        type="text"
        {...rest}
        {...ties}
        className={`input input--${width}${code ? ' input--code' : ''}`}
        value={value}
        onChange={(event) => onValue(event.target.value)}
      />
    )}
  </Field>
)

export interface TextAreaProps extends FieldWords, Untied<TextareaHTMLAttributes<HTMLTextAreaElement>> {
  readonly id?: string
  readonly value: string
  readonly onValue: (value: string) => void
}

export const TextArea = ({ id, label, hint, error, optional, starred, after, value, onValue, ...rest }: TextAreaProps) => (
  <Field {...words({ label, hint, error, optional, starred, after })} id={id}>
    {(ties) => (
      <textarea
        rows={4}
        {...rest}
        {...ties}
        className="input input--area"
        value={value}
        onChange={(event) => onValue(event.target.value)}
      />
    )}
  </Field>
)

type Loose<Shape> = { readonly [Key in keyof Shape]: Shape[Key] | undefined }

/** Leaves out what was not given: exact optional properties refuse an explicit undefined. */
export const words = (given: Loose<Required<FieldWords>>): FieldWords => ({
  label: given.label,
  error: given.error,
  ...(given.hint === undefined ? {} : { hint: given.hint }),
  ...(given.optional === undefined ? {} : { optional: given.optional }),
  ...(given.starred === undefined ? {} : { starred: given.starred }),
  ...(given.after === undefined ? {} : { after: given.after }),
})
