import type { ErrorCode } from '@certhall/contract/errors'
import { AppError, allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { equalBytes } from '@certhall/kernel/bytes'
import { randomBelow } from '@certhall/kernel/random'
import type { Ground, Pepper } from '../ports.ts'
import type { ContactCode, ContactCodeRepository } from './ports.ts'

export const codeLifeMs = 10 * 60_000
export const codePauseMs = 60_000
export const codeTries = 5
/** An address is not to be flooded through us, whoever asks. */
export const codesPerAddressAndDay = 10

export interface CodeRequest {
  readonly purpose: ContactCode['purpose']
  readonly subject: string
  readonly channel: ContactCode['channel']
  readonly address: string
}

export interface CodeGround extends Ground {
  readonly pepper: Pepper
}

export const addressHmac = (pepper: Pepper, channel: ContactCode['channel'], address: string): Uint8Array =>
  pepper.digest(`address.${channel}`, address)

/** Six digits, kept as an HMAC only. Refuses limit.codes within the pause and beyond the day's cap. */
export const makeCode = async (
  ground: CodeGround,
  codes: ContactCodeRepository,
  request: CodeRequest,
): Promise<{ readonly codeId: string; readonly code: string }> => {
  const nowMs = ground.clock.nowMs()
  const address = addressHmac(ground.pepper, request.channel, request.address)
  const last = await codes.newest(request.purpose, request.subject, request.channel)
  if (last !== undefined && nowMs - last.createdAtMs < codePauseMs)
    throw new AppError<ErrorCode>('limit.codes', {
      detail: { retryAfterSeconds: Math.ceil((last.createdAtMs + codePauseMs - nowMs) / 1000) },
    })
  if ((await codes.sentSince(address, nowMs - 86_400_000)) >= codesPerAddressAndDay)
    throw new AppError<ErrorCode>('limit.codes', { detail: { retryAfterSeconds: 3_600 } })
  const codeId = ground.random.uuid()
  const code = String(randomBelow(ground.random, 1_000_000)).padStart(6, '0')
  await codes.add({
    codeId,
    purpose: request.purpose,
    subject: request.subject,
    channel: request.channel,
    addressHmac: address,
    codeHmac: ground.pepper.digest('contact-code', `${codeId}:${code}`),
    attempts: 0,
    createdAtMs: nowMs,
    expiresAtMs: nowMs + codeLifeMs,
    usedAtMs: null,
  })
  return { codeId, code }
}

/**
 * Counts the try before it looks at the code, so that parallel guesses cannot share one. The answer is a value, because
 * a thrown refusal would roll the counted try back. For a code to an address: `address` must be the one it went to.
 */
export const takeCode = async (
  ground: CodeGround,
  codes: ContactCodeRepository,
  request: CodeRequest,
  typed: string,
): Promise<Decision<true, ErrorCode>> => {
  const nowMs = ground.clock.nowMs()
  const last = await codes.newest(request.purpose, request.subject, request.channel)
  if (last === undefined || last.usedAtMs !== null || last.expiresAtMs <= nowMs) return refused('auth.contact-code-expired')
  if (!equalBytes(last.addressHmac, addressHmac(ground.pepper, request.channel, request.address)))
    return refused('auth.contact-code-expired')
  if (!(await codes.countTry(last.codeId, codeTries))) return refused('auth.contact-code-expired')
  const code = typed.normalize('NFKC').replace(/\D/g, '')
  if (!equalBytes(last.codeHmac, ground.pepper.digest('contact-code', `${last.codeId}:${code}`)))
    return refused('auth.contact-code-wrong', { detail: { triesLeft: codeTries - last.attempts - 1 } })
  return (await codes.use(last.codeId, nowMs)) ? allowed(true as const) : refused('auth.contact-code-expired')
}
