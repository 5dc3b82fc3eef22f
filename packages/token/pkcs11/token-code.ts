import type { TokenErrorCode } from '@certhall/contract/client/vocabulary'
import { AppError } from '@certhall/kernel/app-error'
import { ckr } from './constants.ts'

/** What a return value of Cryptoki means to a person. Everything that is not here, a vendor's own too, is TOKEN_FAILED. */
export const tokenCodeOf = (value: number): TokenErrorCode => codes.get(value) ?? 'TOKEN_FAILED'

/** The number is for the log alone: the cause never leaves the program. */
export const ckrError = (call: string, value: number): AppError<TokenErrorCode> => tokenError(tokenCodeOf(value), new CkrError(call, value))

export const tokenError = (code: TokenErrorCode, cause?: unknown): AppError<TokenErrorCode> => new AppError(code, { cause })

export class CkrError extends Error {
  readonly value: number

  constructor(call: string, value: number) {
    super(`${call}: CKR 0x${value.toString(16)}`)
    this.value = value
  }
}

const codes: ReadonlyMap<number, TokenErrorCode> = new Map<number, TokenErrorCode>([
  [ckr.slotIdInvalid, 'TOKEN_REMOVED'],
  [ckr.deviceMemory, 'TOKEN_FULL'],
  [ckr.deviceRemoved, 'TOKEN_REMOVED'],
  [ckr.keyHandleInvalid, 'KEY_NOT_FOUND'],
  [ckr.keySizeRange, 'ALGORITHM_UNSUPPORTED'],
  [ckr.mechanismInvalid, 'ALGORITHM_UNSUPPORTED'],
  [ckr.mechanismParamInvalid, 'ALGORITHM_UNSUPPORTED'],
  [ckr.objectHandleInvalid, 'KEY_NOT_FOUND'],
  [ckr.pinIncorrect, 'PIN_INCORRECT'],
  [ckr.pinInvalid, 'PIN_POLICY'],
  [ckr.pinLenRange, 'PIN_POLICY'],
  [ckr.pinTooWeak, 'PIN_POLICY'],
  [ckr.pinExpired, 'INITIAL_PIN_MUST_CHANGE'],
  [ckr.pinLocked, 'PIN_LOCKED'],
  // Sessions that we opened and did not close end in one way: the token was pulled out (PKCS#11 2.40 §2.6.5).
  [ckr.sessionClosed, 'TOKEN_REMOVED'],
  [ckr.sessionHandleInvalid, 'TOKEN_REMOVED'],
  [ckr.tokenNotPresent, 'TOKEN_REMOVED'],
  [ckr.domainParamsInvalid, 'ALGORITHM_UNSUPPORTED'],
  [ckr.curveNotSupported, 'ALGORITHM_UNSUPPORTED'],
])
