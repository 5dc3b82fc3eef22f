import { digitsOf } from './code-text.ts'
import { TextInput, type TextInputProps } from './text-input.tsx'

export type OneTimeCodeProps = Omit<TextInputProps, 'type' | 'inputMode' | 'autoComplete' | 'code' | 'width'> & {
  readonly digits?: number
}

/** Six digits from a message: phones offer it by themselves, pasted text is reduced to its digits. */
export const OneTimeCode = ({ digits = 6, onValue, ...rest }: OneTimeCodeProps) => (
  <TextInput
    {...rest}
    type="text"
    inputMode="numeric"
    autoComplete="one-time-code"
    spellCheck={false}
    code
    width="short"
    onValue={(typed) => onValue(digitsOf(typed, digits))}
  />
)
