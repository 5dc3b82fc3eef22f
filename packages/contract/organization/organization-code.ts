import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import type { ErrorCode } from '../errors.ts'

/** Organisation codes: 组织机构代码 (GB 11714, 9 characters) and 统一社会信用代码 (GB 32100, 18 characters). */
export interface OrganizationCode {
  /** GB 11714, 9 upper-case characters without hyphen. */
  readonly orgCode: string
  /** GB 32100, 18 upper-case characters; null when the organisation was named by its old code alone. */
  readonly uscc: string | null
}

/** Accepts either code with spaces, hyphens, lower case and full-width characters; checks every check character. */
export const parseOrganizationCode = (typed: string): Decision<OrganizationCode, ErrorCode> => {
  const code = normalizeCode(typed)
  if (code === '') return refused('input.required')
  if (code.length === 9) {
    const inner = checkOrgCode(code)
    return inner === null ? allowed({ orgCode: code, uscc: null }) : refused(inner)
  }
  if (code.length !== 18) return refused('input.org-code-length', { detail: { length: code.length } })
  const outer = checkUscc(code)
  return outer === null ? allowed({ orgCode: code.slice(8, 17), uscc: code }) : refused(outer)
}

/** Drops separators, folds full-width to ASCII and lower to upper case. */
export const normalizeCode = (typed: string): string =>
  typed
    .slice(0, 200)
    .normalize('NFKC')
    .replace(/[\s\-‐-―·.]/gu, '')
    .toUpperCase()

/** For people: 18 as 8-8-2, 9 as 8-1. */
export const displayOrganizationCode = (code: string): string =>
  code.length === 18
    ? `${code.slice(0, 8)} ${code.slice(8, 16)} ${code.slice(16)}`
    : code.length === 9
      ? `${code.slice(0, 8)}-${code.slice(8)}`
      : code

/** What kind of organisation the first two characters of a unified code name; null when they do not decide it. */
export const kindOfUscc = (uscc: string): 'enterprise' | 'institution' | null => {
  const prefix = uscc.slice(0, 2)
  if (prefix === '91' || prefix === '92' || prefix === '93') return 'enterprise'
  return prefix === '12' ? 'institution' : null
}

const orgCodeAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const orgCodeWeights = [3, 7, 9, 10, 5, 8, 4, 2] as const

/** GB 11714 §4: MOD 11 over the first eight characters; 10 is written X, 11 is written 0. */
const checkOrgCode = (code: string): ErrorCode | null => {
  if (!/^[0-9A-Z]{8}[0-9X]$/.test(code)) return 'input.org-code-alphabet'
  const sum = orgCodeWeights.reduce((total, weight, index) => total + weight * orgCodeAlphabet.indexOf(code.charAt(index)), 0)
  const check = 11 - (sum % 11)
  const expected = check === 10 ? 'X' : check === 11 ? '0' : String(check)
  return code.charAt(8) === expected ? null : 'input.org-code-check'
}

const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** GB 32100 §4: MOD 31 with weights 3^(i-1) mod 31; the organisation code inside carries its own check character. */
const checkUscc = (code: string): ErrorCode | null => {
  if (![...code].every((character) => usccAlphabet.includes(character)) || !/^..[0-9]{6}/.test(code)) return 'input.org-code-alphabet'
  let weight = 1
  let sum = 0
  for (let index = 0; index < 17; index += 1) {
    sum += weight * usccAlphabet.indexOf(code.charAt(index))
    weight = (weight * 3) % 31
  }
  if (usccAlphabet.indexOf(code.charAt(17)) !== (31 - (sum % 31)) % 31) return 'input.org-code-check'
  return checkOrgCode(code.slice(8, 17)) === null ? null : 'input.org-code-inner-check'
}
