import type { ErrorCode } from '@certhall/contract/errors'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { hasForbiddenCharacter } from '@certhall/pki/name/name'

/** X.520 upper bounds, in characters: ub-organization-name, ub-common-name and ub-organizational-unit-name are 64, locality and state 128. */
export const upperBound = { organization: 64, commonName: 64, organizationalUnit: 64, locality: 128, state: 128 } as const

/**
 * Text for names: NFC, outer white space dropped, inner runs of white space one space. Controls, bidirectional and other
 * format characters, private use, surrogates and unassigned characters are refused, not dropped: a name that looks
 * different from what it is must not be corrected in silence. Full-width brackets stay as they were typed.
 */
export const checkText = (typed: string | undefined, limit: number): Decision<string, ErrorCode> => {
  const text = (typed ?? '')
    .normalize('NFC')
    .trim()
    .replace(/[\u0020\u00a0\u3000]+/gu, ' ')
  if (text === '') return refused('input.required')
  if (hasForbiddenCharacter(text)) return refused('input.control-character')
  const length = [...text].length
  return length > limit ? refused('input.too-long', { detail: { limit, length } }) : allowed(text)
}

/** The same for what may be left empty. */
export const checkOptionalText = (typed: string | undefined, limit: number): Decision<string | null, ErrorCode> =>
  (typed ?? '').trim() === '' ? allowed(null) : checkText(typed, limit)
