import { fromBase64, fromUtf8, toBase64, utf8 } from '@certhall/kernel/bytes'
import { systemRandom } from '@certhall/kernel/random'
import { hmacPepper } from '@certhall/ra/evidence-sealer'
import { type Challenge, solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeCaptcha, verifyCaptcha } from './captcha.ts'

let nowMs = 1_800_000_000_000
const ground = { clock: { nowMs: () => nowMs }, random: systemRandom, pepper: hmacPepper(systemRandom.bytes(32)) }
let solved: string

const solve = async (challenge: Challenge): Promise<string> =>
  toBase64(utf8(JSON.stringify({ challenge, solution: await solveChallenge({ challenge, deriveKey }) })))
const bent = (change: (payload: { challenge: Challenge; solution: { counter: number; derivedKey: string } }) => void): string => {
  const payload = JSON.parse(fromUtf8(fromBase64(solved))) as Parameters<typeof change>[0]
  change(payload)
  return toBase64(utf8(JSON.stringify(payload)))
}

beforeAll(async () => {
  solved = await solve((await makeCaptcha(ground, 'mine')) as Challenge)
})

describe('验证码', () => {
  it.each<[string, () => string, string]>([
    ['nothing', () => '', 'auth.captcha-missing'],
    ['noise', () => 'AAAA', 'auth.captcha-wrong'],
    ['a wrong key', () => bent((payload) => void (payload.solution.derivedKey = '00'.repeat(32))), 'auth.captcha-wrong'],
    ['a cheaper challenge', () => bent((payload) => void (payload.challenge.parameters.cost = 1)), 'auth.captcha-wrong'],
    [
      'a later end',
      () => bent((payload) => void (payload.challenge.parameters.data = { ...payload.challenge.parameters.data, expiresAtMs: nowMs * 2 })),
      'auth.captcha-wrong',
    ],
    ['an unsigned challenge', () => bent((payload) => delete payload.challenge.signature), 'auth.captcha-wrong'],
  ])('refuses %s', async (_what, text, code) => {
    await expect(verifyCaptcha(ground, text(), 'mine')).rejects.toMatchObject({ code })
  })

  it('refuses what was solved for another session or by another hall', async () => {
    await expect(verifyCaptcha(ground, solved, 'yours')).rejects.toMatchObject({ code: 'auth.captcha-wrong' })
    await expect(verifyCaptcha({ ...ground, pepper: hmacPepper(systemRandom.bytes(32)) }, solved, 'mine')).rejects.toMatchObject({
      code: 'auth.captcha-wrong',
    })
  })

  it('knows a challenge again however its signature is spelt', async () => {
    const first = await verifyCaptcha(ground, solved, 'mine')
    const capitals = bent((payload) => void (payload.challenge.signature = payload.challenge.signature?.toUpperCase() ?? ''))
    const again = await verifyCaptcha(ground, capitals, 'mine').catch(() => first)
    expect(again.challengeSha256).toEqual(first.challengeSha256)
  })

  it('accepts a solution, naming the challenge the same each time, until its end', async () => {
    const first = await verifyCaptcha(ground, solved, 'mine')
    expect(await verifyCaptcha(ground, solved, 'mine')).toEqual(first)
    nowMs = first.expiresAtMs
    await expect(verifyCaptcha(ground, solved, 'mine')).rejects.toMatchObject({ code: 'auth.captcha-expired' })
  })
})
