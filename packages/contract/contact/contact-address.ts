import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import type { ErrorCode } from '../errors.ts'

/** Mainland mobile number, normalised to 11 digits. Operator segments are not checked: numbers are portable. */
export const parseMobile = (typed: string): Decision<string, ErrorCode> => {
  const digits = typed
    .slice(0, 100)
    .normalize('NFKC')
    .replace(/[\s\-‐-―()]/gu, '')
  const bare = digits.replace(/^(?:\+86|0086)/, '')
  const number = bare.length >= 13 && bare.startsWith('86') ? bare.slice(2) : bare
  return /^1[3-9][0-9]{9}$/.test(number) ? allowed(number) : refused('input.mobile')
}

/** One plain mailbox; the domain is lower-cased. Quoted local parts and address literals are refused on purpose. */
export const parseEmail = (typed: string): Decision<string, ErrorCode> => {
  const address = typed.slice(0, 400).normalize('NFKC').trim()
  const match = /^([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63})$/.exec(
    address,
  )
  const [, local, domain] = match ?? []
  if (local === undefined || domain === undefined || address.length > 254) return refused('input.email')
  return local.startsWith('.') || local.endsWith('.') || local.includes('..')
    ? refused('input.email')
    : allowed(`${local}@${domain.toLowerCase()}`)
}

export const parsePostcode = (typed: string): Decision<string, ErrorCode> => {
  const digits = typed.slice(0, 40).normalize('NFKC').trim()
  return /^[0-9]{6}$/.test(digits) ? allowed(digits) : refused('input.postcode')
}

/** Landline or mobile, normalised to digits and hyphens. Area codes have three digits only for 010 and 02x. */
export const parsePhone = (typed: string): Decision<string, ErrorCode> => {
  const mobile = parseMobile(typed)
  if (mobile.ok) return mobile
  const text = typed
    .slice(0, 100)
    .normalize('NFKC')
    .replace(/[\s()]/gu, '')
    .replace(/^\+86-?/, '')
  const match = /^(010|02[0-9]|0[3-9][0-9]{2})-?([0-9]{7,8})(?:-([0-9]{1,6}))?$/.exec(text)
  if (match === null) return refused('input.phone')
  return allowed([match[1], match[2], ...(match[3] === undefined ? [] : [match[3]])].join('-'))
}

/** 138****5678 */
export const maskMobile = (mobile: string): string => `${mobile.slice(0, 3)}****${mobile.slice(-4)}`

/** z***@example.cn */
export const maskEmail = (email: string): string => `${email.slice(0, 1)}***${email.slice(email.indexOf('@'))}`

/** 440***********1234; short numbers keep only their last two characters. */
export const maskIdNumber = (number: string): string =>
  number.length >= 12
    ? `${number.slice(0, 3)}${'*'.repeat(number.length - 7)}${number.slice(-4)}`
    : `${'*'.repeat(Math.max(number.length - 2, 1))}${number.slice(-2)}`

/** 广**有限公司 → first character, and the usual legal form at the end when there is one. */
export const maskOrganizationName = (name: string): string => {
  const form =
    ['股份有限公司', '有限责任公司', '有限公司', '事务所', '研究院', '医院', '大学', '中心', '局', '所'].find((ending) =>
      name.endsWith(ending),
    ) ?? ''
  return `${[...name].slice(0, 1).join('')}**${form}`
}
