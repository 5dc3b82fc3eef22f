import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { systemRandom } from '@certhall/kernel/random'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { generateKeyPair } from '../keystore/key-pair.ts'
import { sealStaffKey, staffKeyAlgorithm } from '../keystore/staff-key.ts'
import { sampleToken } from '../ukey/fake-client.ts'
import type { RunOperation } from '../ukey/ukey-medium.ts'
import { browserSigner, logInWith, type StaffSigner, ukeySigner } from './signer.ts'
import { loginText } from './statement-text.ts'

const origin = 'https://hall.example.cn'
const nonce = 'A'.repeat(43)
const certificateSha256 = 'ab'.repeat(32)
const inToken = { token: sampleToken, certificate: 'AAAA', certificateSha256, serialNumber: '01', name: '王审核', notAfterMs: 1 }
const window = { show: () => true, close: () => {} }
const unlock = { window, language: 'zh' } as const

const ukey = (answer: unknown) => {
  const asked: [string, object, unknown][] = []
  const run = (async (method: string, params: object, given: unknown) => (
    asked.push([method, params, given]), answer
  )) as unknown as RunOperation
  return { asked, signer: ukeySigner(inToken, run) }
}

describe('a UKEY that signs for the staff', () => {
  it.each([
    ['another address', loginText('https://elsewhere.example', nonce, certificateSha256)],
    ['another challenge', loginText(origin, 'B'.repeat(43), certificateSha256)],
    ['another certificate', loginText(origin, nonce, 'cd'.repeat(32))],
    ['something else', canonicalJson({ format: 'certhall.review-decision.v1' })],
  ])('has no login passed on that speaks of %s', async (_what, text) => {
    const { signer } = ukey({ certificate: 'AAAA', statement: { text, signature: 's' } })
    await expect(signer.signLogin({ origin, nonce }, unlock)).rejects.toMatchObject({ code: 'ANSWER_MALFORMED' })
  })

  it('logs in with the text that the client built, for the staff and nobody else', async () => {
    const text = loginText(origin, nonce, certificateSha256)
    const { signer, asked } = ukey({ certificate: 'BBBB', statement: { text, signature: 's' } })
    expect(await signer.signLogin({ origin, nonce }, unlock)).toEqual({ text, signature: 's', certificate: 'AAAA' })
    expect(asked).toEqual([['login.sign', { tokenRef: 'ref-1', certificateSha256, nonce, purpose: 'staffLogin', language: 'zh' }, window]])
  })

  it('signs a decision by its text, and shows it in the client’s window', async () => {
    const { signer, asked } = ukey({ signature: 's' })
    expect(await signer.signDecision('{}', unlock)).toBe('s')
    expect(asked).toEqual([['decision.sign', { tokenRef: 'ref-1', certificateSha256, text: '{}', language: 'zh' }, window]])
  })
})

describe('a key of the browser that signs for the staff', () => {
  const open = async () => {
    const identity = {
      personId: 'p',
      name: '王审核',
      roles: ['reviewer'],
      certificate: 'AAAA',
      certificateSha256,
      notAfter: '2027-01-01T00:00:00.000Z',
    } as const
    return browserSigner(await sealStaffKey(identity, await generateKeyPair(staffKeyAlgorithm), 'right words', systemRandom, 1_000))
  }

  it('signs nothing with a wrong password', async () => {
    const signer = await open()
    expect(await signer.signLogin({ origin, nonce }, 'wrong words')).toBeUndefined()
    expect(await signer.signDecision('{}', 'wrong words')).toBeUndefined()
  })

  it('signs logins and decisions with the right one', async () => {
    const signer = await open()
    expect(await signer.signLogin({ origin, nonce }, 'right words')).toMatchObject({
      text: loginText(origin, nonce, certificateSha256),
      certificate: 'AAAA',
    })
    expect(await signer.signDecision('{}', 'right words')).toMatch(/^[\w-]{86}$/)
  })
})

describe('logging in', () => {
  afterEach(() => vi.unstubAllGlobals())
  const hallAt = (announced: string) => {
    vi.stubGlobal('location', { origin })
    const sent: string[] = []
    vi.stubGlobal('fetch', async (address: string) => {
      sent.push(address)
      const body = address.endsWith('/challenge') ? { nonce, origin: announced, expiresAt: '' } : { personId: 'p', name: '王审核' }
      return new Response(JSON.stringify(body))
    })
    return sent
  }
  const signer = (signed: unknown) =>
    ({ certificateSha256, signLogin: vi.fn(async () => signed), signDecision: vi.fn() }) as unknown as StaffSigner<string>

  it('signs nothing where the hall announces another address', async () => {
    const sent = hallAt('https://elsewhere.example')
    const mine = signer({})
    expect(await logInWith(mine, 'x')).toEqual({ outcome: 'otherOrigin', origin: 'https://elsewhere.example' })
    expect(mine.signLogin).not.toHaveBeenCalled()
    expect(sent).toHaveLength(1)
  })

  it('sends nothing when the key did not open', async () => {
    const sent = hallAt(origin)
    expect(await logInWith(signer(undefined), 'x')).toEqual({ outcome: 'wrongPassword' })
    expect(sent).toHaveLength(1)
  })

  it('is the same for both', async () => {
    const sent = hallAt(origin)
    expect(await logInWith(signer({ text: 't', signature: 's', certificate: 'c' }), 'x')).toMatchObject({
      outcome: 'in',
      person: { name: '王审核' },
    })
    expect(sent).toEqual(['/api/v1/desk/login/challenge', '/api/v1/desk/login'])
  })
})
