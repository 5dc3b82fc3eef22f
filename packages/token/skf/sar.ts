/** Codes that SKF functions answer (GM/T 0016 annex A), as words of the token interface. */
import type { TokenErrorCode } from '@certhall/contract/client/vocabulary'
import { AppError } from '@certhall/kernel/app-error'

export const sar = Object.freeze({
  ok: 0,
  notSupported: 0x0a000003,
  invalidParameter: 0x0a000006,
  modulusLength: 0x0a00000b,
  rsaModulusLength: 0x0a000016,
  keyNotFound: 0x0a00001b,
  bufferTooSmall: 0x0a000020,
  keyType: 0x0a000021,
  removed: 0x0a000023,
  pinIncorrect: 0x0a000024,
  pinLocked: 0x0a000025,
  pinInvalid: 0x0a000026,
  pinLength: 0x0a000027,
  noRoom: 0x0a000030,
  fileNotThere: 0x0a000031,
  tooManyContainers: 0x0a000032,
} as const)

/** Whatever is not here is a token that failed. */
const tokenErrors: ReadonlyMap<number, TokenErrorCode> = new Map([
  [sar.notSupported, 'ALGORITHM_UNSUPPORTED'],
  [sar.modulusLength, 'ALGORITHM_UNSUPPORTED'],
  [sar.rsaModulusLength, 'ALGORITHM_UNSUPPORTED'],
  [sar.keyType, 'ALGORITHM_UNSUPPORTED'],
  [sar.keyNotFound, 'KEY_NOT_FOUND'],
  [sar.removed, 'TOKEN_REMOVED'],
  [sar.pinIncorrect, 'PIN_INCORRECT'],
  [sar.pinLocked, 'PIN_LOCKED'],
  [sar.pinInvalid, 'PIN_POLICY'],
  [sar.pinLength, 'PIN_POLICY'],
  [sar.noRoom, 'TOKEN_FULL'],
  [sar.tooManyContainers, 'TOKEN_FULL'],
])

/** The number and the function are for the log; screens show the code's own text. */
export const sarError = (answer: number, call: string): AppError<TokenErrorCode> =>
  new AppError<TokenErrorCode>(tokenErrors.get(answer) ?? 'TOKEN_FAILED', { detail: { call, sar: answer.toString(16).padStart(8, '0') } })

/** The code that a library answered, when that is what the refusal comes from. */
export const answerOf = (error: unknown): number | undefined => {
  const answer = error instanceof AppError ? error.detail['sar'] : undefined
  return typeof answer === 'string' ? Number.parseInt(answer, 16) : undefined
}

export const skfError = (code: TokenErrorCode, reason?: string): AppError<TokenErrorCode> =>
  new AppError<TokenErrorCode>(code, reason === undefined ? {} : { detail: { reason } })

export const hasCode = (error: unknown, code: TokenErrorCode): boolean => error instanceof AppError && error.code === code
