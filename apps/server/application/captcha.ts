import { createHash } from 'node:crypto'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { fromBase64, fromUtf8, toHex } from '@certhall/kernel/bytes'
import { randomBelow } from '@certhall/kernel/random'
import type { SolvedCaptcha } from '@certhall/ra/application/captcha'
import type { Ground, Pepper } from '@certhall/ra/ports'
import { createChallenge, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import * as z from 'zod'

/** Proof of work of the 验证码: some 150 times 5,000 rounds of PBKDF2, a second on a small telephone, nothing on the eyes. */
const cost = 5_000
const leastCounter = 60
const counterSpread = 180
const lifeMs = 20 * 60_000

export interface CaptchaGround extends Ground {
  readonly pepper: Pepper
}

const parameters = z.strictObject({
  algorithm: z.literal('PBKDF2/SHA-256'),
  nonce: z.string().max(200),
  salt: z.string().max(200),
  cost: z.literal(cost),
  keyLength: z.int().max(64),
  keyPrefix: z.string().max(200),
  keySignature: z.string().max(200).optional(),
  data: z.strictObject({ mark: z.string().max(40), expiresAtMs: z.int() }),
})
const payload = z.strictObject({
  challenge: z.strictObject({ parameters, signature: z.string().max(200) }),
  solution: z.strictObject({ counter: z.int().min(0).max(100_000), derivedKey: z.string().max(200), time: z.number().optional() }),
})

/** A challenge for one session; `mark` names the session without opening it, and is covered by the signature. */
export const makeCaptcha = (ground: CaptchaGround, mark: string): ReturnType<typeof createChallenge> =>
  createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost,
    deriveKey,
    counter: leastCounter + randomBelow(ground.random, counterSpread),
    data: { mark, expiresAtMs: ground.clock.nowMs() + lifeMs },
    ...secretsOf(ground.pepper),
  })

/** Whether the text solves a challenge of ours, for this session, in time. That it is spent only once is the store's part. */
export const verifyCaptcha = async (ground: CaptchaGround, text: string, mark: string): Promise<SolvedCaptcha> => {
  if (text === '') throw new AppError<ErrorCode>('auth.captcha-missing')
  const { challenge, solution } = parsePayload(text)
  const { data } = challenge.parameters
  if (data.mark !== mark) throw new AppError<ErrorCode>('auth.captcha-wrong')
  const { keySignature, ...known } = challenge.parameters
  const signed = { parameters: keySignature === undefined ? known : { ...known, keySignature }, signature: challenge.signature }
  const { verified } = await verifySolution({
    challenge: signed,
    solution: { counter: solution.counter, derivedKey: solution.derivedKey },
    deriveKey,
    ...secretsOf(ground.pepper),
  })
  if (!verified) throw new AppError<ErrorCode>('auth.captcha-wrong')
  if (data.expiresAtMs <= ground.clock.nowMs()) throw new AppError<ErrorCode>('auth.captcha-expired')
  // By what the signature covers, not by the signature: its spelling in capitals would count as another challenge.
  return {
    challengeSha256: new Uint8Array(createHash('sha256').update(`${known.nonce}:${known.salt}`).digest()),
    expiresAtMs: data.expiresAtMs,
  }
}

const parsePayload = (text: string): z.infer<typeof payload> => {
  try {
    return payload.parse(JSON.parse(fromUtf8(fromBase64(text))))
  } catch {
    throw new AppError<ErrorCode>('auth.captcha-wrong')
  }
}

const secretsOf = (pepper: Pepper) => ({
  hmacSignatureSecret: toHex(pepper.digest('captcha', 'challenge')),
  hmacKeySignatureSecret: toHex(pepper.digest('captcha', 'key')),
})
