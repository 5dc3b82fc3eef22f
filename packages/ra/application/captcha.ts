import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { CaptchaRepository } from './ports.ts'

/** A solution that a verifier outside has found right: its challenge's digest, and when it ends. */
export interface SolvedCaptcha {
  readonly challengeSha256: Uint8Array
  readonly expiresAtMs: number
}

/** Spends the challenge, in the transaction of what it allowed: the library itself accepts a solution twice. */
export const spendCaptcha = async (captchas: CaptchaRepository, solved: SolvedCaptcha): Promise<void> => {
  if (!(await captchas.use(solved.challengeSha256, solved.expiresAtMs))) throw new AppError<ErrorCode>('auth.captcha-used')
}
