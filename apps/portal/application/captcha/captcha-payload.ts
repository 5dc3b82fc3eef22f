import { toBase64, utf8 } from '@certhall/kernel/bytes'
import type { Challenge, Solution } from 'altcha-lib/types'

/** The one text that altcha's verifier reads: base64 of the challenge and its solution. */
export const captchaPayload = (challenge: Challenge, solution: Solution): string =>
  toBase64(utf8(JSON.stringify({ challenge: { parameters: challenge.parameters, signature: challenge.signature }, solution })))

/** How long a solution may still be used; a little less than the server allows, for clocks that differ. */
export const usableMs = (challenge: Challenge, nowMs: number): number =>
  challenge.parameters.expiresAt === undefined
    ? longestUseMs
    : Math.min(challenge.parameters.expiresAt * 1000 - nowMs - marginMs, longestUseMs)

const marginMs = 20_000
const longestUseMs = 20 * 60_000
