import { displayOrganizationCode, normalizeCode } from '@certhall/contract/organization/organization-code'
import { groupPasscode, normalizePasscode } from '@certhall/contract/passcode/passcode-code'

/** A whole pasted message gives its first run of exactly that many digits; typing gives the digits typed. */
export const digitsOf = (typed: string, digits: number): string => {
  const text = typed.normalize('NFKC')
  const run = new RegExp(`(?<![0-9])[0-9]{${digits}}(?![0-9])`).exec(text)
  return run?.[0] ?? text.replace(/[^0-9]/g, '').slice(0, digits)
}

/** How an organisation code looks once the field is left: 18 as 8-8-2, 9 as 8-1; anything else stays as normalised. */
export const organizationCodeText = (typed: string): string => displayOrganizationCode(normalizeCode(typed))

/**
 * How a PASSCODE looks while it is typed. `atEnd` is whether the cursor stands at the end: only then groups are drawn, so
 * that correcting a symbol in the middle never makes the cursor jump.
 */
export const passcodeText = (typed: string, atEnd: boolean): string => {
  const symbols = normalizePasscode(typed)
  if (symbols.length > longestPasscodeTyping) return typed.slice(0, longestPasscodeTyping * 2)
  return atEnd ? groupPasscode(symbols) : typed.toUpperCase()
}

const longestPasscodeTyping = 40
