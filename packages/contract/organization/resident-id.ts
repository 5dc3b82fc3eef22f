import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import type { ErrorCode } from '../errors.ts'

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const
const checkCharacters = '10X98765432'
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91'.split(' '),
)

/**
 * Resident identity number (GB 11643), normalised to upper case. County codes change over time, so only the province is
 * checked. `nowMs` decides whether the birth date lies in the future.
 */
export const parseResidentId = (typed: string, nowMs: number): Decision<string, ErrorCode> => {
  const number = typed.slice(0, 100).normalize('NFKC').replace(/[\s-]/gu, '').toUpperCase()
  if (!/^[0-9]{17}[0-9X]$/.test(number)) return refused('input.resident-id-length')
  const sum = weights.reduce((total, weight, index) => total + weight * Number(number.charAt(index)), 0)
  if (number.charAt(17) !== checkCharacters.charAt(sum % 11)) return refused('input.resident-id-check')
  if (!provinces.has(number.slice(0, 2))) return refused('input.resident-id-province')
  return isPastDate(number.slice(6, 14), nowMs) ? allowed(number) : refused('input.resident-id-date')
}

const isPastDate = (digits: string, nowMs: number): boolean => {
  const [year, month, day] = [Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6, 8))]
  const at = Date.UTC(year, month - 1, day)
  const date = new Date(at)
  return year >= 1800 && date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day && at <= nowMs
}
