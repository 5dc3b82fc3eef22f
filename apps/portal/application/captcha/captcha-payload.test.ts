import { createChallenge, solveChallenge, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/web/sha'
import { fromBase64, fromUtf8 } from '@certhall/kernel/bytes'
import { describe, expect, it } from 'vitest'
import { captchaPayload, usableMs } from './captcha-payload.ts'

const secret = 'a secret of this test'
const challengeOf = (expiresAt: number) =>
  createChallenge({ algorithm: 'SHA-256', cost: 1, deriveKey, expiresAt, hmacSignatureSecret: secret })

describe('the captcha payload', () => {
  it('is what the verifier of the library accepts', async () => {
    const challenge = await challengeOf(4_000_000_000)
    const solution = await solveChallenge({ challenge, deriveKey })
    if (solution === null) throw new Error('not solved')
    const read = JSON.parse(fromUtf8(fromBase64(captchaPayload(challenge, solution)))) as Parameters<typeof verifySolution>[0]
    const result = await verifySolution({ ...read, deriveKey, hmacSignatureSecret: secret })
    expect(result.verified).toBe(true)
  })

  it('is given up before the server would refuse it', async () => {
    const challenge = await challengeOf(1000)
    expect(usableMs(challenge, 900_000)).toBe(80_000)
    expect(usableMs(await challengeOf(4_000_000_000), 0)).toBe(1_200_000)
  })
})
