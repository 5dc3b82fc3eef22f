import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { describe, expect, it } from 'vitest'
import { sampleToken } from './fake-client.ts'
import { signHolderLogin } from './holder-login.ts'
import type { RunOperation } from './ukey-medium.ts'

const [origin, nonce, certificateSha256] = ['https://hall.example.cn', 'A'.repeat(43), 'ab'.repeat(32)]
const textOf = (part: object = {}): string =>
  canonicalJson({ format: 'certhall.holder-login.v1', origin, nonce, certificateSha256, ...part })
const window = { show: () => true, close: () => {} }

const logIn = async (text: string) => {
  const asked: unknown[] = []
  const run = (async (...given: unknown[]) => (
    asked.push(given.slice(0, 3)), { certificate: 'BBBB', statement: { text, signature: 's' } }
  )) as unknown as RunOperation
  return {
    asked,
    signed: await signHolderLogin(
      { token: sampleToken, certificate: 'AAAA', certificateSha256 },
      { nonce, origin },
      { window, language: 'zh' },
      run,
    ),
  }
}

describe('the login of a holder by a UKEY', () => {
  it.each([
    ['another address', { origin: 'https://elsewhere.example' }],
    ['another challenge', { nonce: 'B'.repeat(43) }],
    ['another certificate', { certificateSha256: 'cd'.repeat(32) }],
    ['the staff', { format: 'certhall.staff-login.v1' }],
  ])('is not passed on when it speaks of %s', async (_what, part) => {
    await expect(logIn(textOf(part))).rejects.toMatchObject({ code: 'ANSWER_MALFORMED' })
  })

  it('is the text that the client built, with the certificate that the page knows', async () => {
    const { asked, signed } = await logIn(textOf())
    expect(signed).toEqual({ text: textOf(), signature: 's', certificate: 'AAAA' })
    expect(asked).toEqual([['login.sign', { tokenRef: 'ref-1', certificateSha256, nonce, purpose: 'holderLogin', language: 'zh' }, window]])
  })
})
