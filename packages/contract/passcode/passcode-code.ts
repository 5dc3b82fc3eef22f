import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import type { Random } from '@certhall/kernel/random'
import type { ErrorCode } from '../errors.ts'

/**
 * A PASSCODE: XXXX-XXXX-XXXX-XXXX-XXXX. 4 symbols locate, 15 are secret (75 bits), 1 is a check symbol, so that a
 * typing error is told apart from a wrong code before anything is sent or counted.
 */
export interface Passcode {
  /** 4 symbols, not secret. */
  readonly locator: string
  /** 15 symbols, 75 bits. */
  readonly secret: string
}

/** 32 symbols without 0 O 1 I. */
export const passcodeAlphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const length = 20

export const generatePasscode = (random: Random): Passcode => {
  const symbols = [...random.bytes(length - 1)].map((byte) => passcodeAlphabet.charAt(byte & 31)).join('')
  return { locator: symbols.slice(0, 4), secret: symbols.slice(4) }
}

/** As people read it, with the check symbol, in groups of four. */
export const displayPasscode = (passcode: Passcode): string => {
  const body = passcode.locator + passcode.secret
  return groupPasscode(body + checkSymbol(body))
}

export const groupPasscode = (symbols: string): string => symbols.replace(/(.{4})(?=.)/g, '$1-')

/** Upper-cases and drops separators. A pasted message is searched for the first run of five groups. */
export const normalizePasscode = (typed: string): string => {
  const text = typed.slice(0, 2000).normalize('NFKC').toUpperCase()
  // One separator throughout: in "PASSCODE ABCD-…" the word before the code is eight symbols of the alphabet's shape, too.
  const inMessage = /(?<![0-9A-Z])[0-9A-Z]{4}([\s\-‐-―]?)(?:[0-9A-Z]{4}\1){3}[0-9A-Z]{4}(?![0-9A-Z])/u.exec(text)
  return (inMessage?.[0] ?? text).replace(/[\s\-‐-―]/gu, '')
}

/** Refuses `input.passcode-length`, `input.passcode-alphabet` (detail.symbol) and `input.passcode-typo`. */
export const parsePasscode = (typed: string): Decision<Passcode, ErrorCode> => {
  const symbols = normalizePasscode(typed)
  const foreign = [...symbols].find((symbol) => !passcodeAlphabet.includes(symbol))
  if (foreign !== undefined && symbols.length <= length) return refused('input.passcode-alphabet', { detail: { symbol: foreign } })
  if (symbols.length !== length) return refused('input.passcode-length', { detail: { length: symbols.length } })
  if (foreign !== undefined) return refused('input.passcode-alphabet', { detail: { symbol: foreign } })
  const body = symbols.slice(0, -1)
  if (checkSymbol(body) !== symbols.slice(-1)) return refused('input.passcode-typo')
  return allowed({ locator: body.slice(0, 4), secret: body.slice(4) })
}

/**
 * Check symbol over GF(32), reduction polynomial x^5+x^2+1: Σ α^(i+1)·value_i. Catches every wrong symbol and every
 * swap of two different symbols, because all weights differ and none is zero.
 */
const checkSymbol = (body: string): string => {
  let sum = 0
  let weight = 2
  for (const symbol of body) {
    sum ^= multiply(weight, passcodeAlphabet.indexOf(symbol))
    weight = multiply(weight, 2)
  }
  return passcodeAlphabet.charAt(sum)
}

const multiply = (left: number, right: number): number => {
  let product = 0
  for (let bit = 0, shifted = left; bit < 5; bit += 1) {
    if ((right >> bit) & 1) product ^= shifted
    shifted = shifted & 16 ? ((shifted << 1) ^ 0b100101) & 31 : shifted << 1
  }
  return product
}
