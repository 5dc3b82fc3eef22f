import { organizationCodeText, passcodeText } from './code-text.ts'
import { TextInput, type TextInputProps } from './text-input.tsx'

export type CodeInputProps = Omit<TextInputProps, 'type' | 'code' | 'inputMode' | 'spellCheck' | 'autoCapitalize' | 'autoComplete'>

/** 组织机构代码 or 统一社会信用代码. Grouping happens when the field is left, so the cursor never jumps. */
export const OrganizationCodeInput = ({ value, onValue, onBlur, ...rest }: CodeInputProps) => (
  <TextInput
    {...rest}
    code
    type="text"
    inputMode="text"
    autoComplete="off"
    autoCapitalize="characters"
    spellCheck={false}
    maxLength={60}
    value={value}
    onValue={onValue}
    onBlur={(event) => {
      onValue(organizationCodeText(value))
      onBlur?.(event)
    }}
  />
)

/** One field, not twenty boxes. A whole pasted message is searched for the code. */
export const PasscodeInput = ({ value, onValue, ...rest }: CodeInputProps) => (
  <TextInput
    {...rest}
    code
    type="text"
    inputMode="text"
    autoComplete="one-time-code"
    autoCapitalize="characters"
    spellCheck={false}
    value={value}
    onValue={(typed) => onValue(passcodeText(typed, isGrowing(value, typed)))}
  />
)

/** Typing or pasting at the end: the old text is the start of the new one, or everything was replaced. */
const isGrowing = (before: string, typed: string): boolean =>
  before === '' ||
  typed.length > before.length + 4 ||
  (typed.length > before.length && typed.toUpperCase().startsWith(before.toUpperCase()))
