import { expect, it } from 'vitest'
import { ckr } from './constants.ts'
import { CkrError, ckrError, tokenCodeOf } from './token-code.ts'

it('says TOKEN_FAILED for everything it has no word for, a vendor’s own values too, and keeps the number for the log', () => {
  for (const value of [0x5, 0x30, 0x101, 0x8000_0001, 0xffff_ffff]) {
    const error = ckrError('C_Sign', value)
    expect([error.code, error.detail]).toEqual(['TOKEN_FAILED', {}])
    expect(error.cause).toBeInstanceOf(CkrError)
    expect(String(error.cause)).toContain(`C_Sign: CKR 0x${value.toString(16)}`)
  }
})

it('tells a PIN’s fate apart, a token that is out, and one that is full', () => {
  const ofPin = [ckr.pinIncorrect, ckr.pinLocked, ckr.pinLenRange, ckr.pinExpired]
  expect(ofPin.map(tokenCodeOf)).toEqual(['PIN_INCORRECT', 'PIN_LOCKED', 'PIN_POLICY', 'INITIAL_PIN_MUST_CHANGE'])
  for (const out of [ckr.deviceRemoved, ckr.tokenNotPresent, ckr.sessionHandleInvalid]) expect(tokenCodeOf(out)).toBe('TOKEN_REMOVED')
  expect(tokenCodeOf(ckr.deviceMemory)).toBe('TOKEN_FULL')
})
