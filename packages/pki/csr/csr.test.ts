import { describe, expect, it } from 'vitest'
import { orThrow } from '@certhall/kernel/app-error'
import { algorithmOf, type WebAlgorithm, webAlgorithms } from '../algorithm.ts'
import { subjectAltName } from '../certificate/extension.ts'
import { webVerifySignature } from '../key/web-verify.ts'
import { nameText } from '../name/parse-name.ts'
import { buildCsr } from './build-csr.ts'
import { parseCsr } from './parse-csr.ts'
import { verifyCsr } from './verify-csr.ts'

const { subtle } = globalThis.crypto
const verifySignature = webVerifySignature(subtle)

const browserCsr = async (algorithm: WebAlgorithm = algorithmOf('ecdsa-p256')): Promise<Uint8Array> => {
  const pair = await subtle.generateKey(algorithm.webCrypto.generate, false, ['sign', 'verify'])
  if (!('privateKey' in pair)) throw new TypeError('not a key pair')
  const spki = new Uint8Array(await subtle.exportKey('spki', pair.publicKey))
  const sign = async (octets: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
    new Uint8Array(await subtle.sign(algorithm.webCrypto.sign, pair.privateKey, octets))
  const extensions = [subjectAltName([{ kind: 'email', value: 'zhang.san@example.cn' }])]
  return buildCsr({ spki, subject: [{ type: 'CN', value: '张三' }], extensions, sign })
}

describe('requests made in the browser', () => {
  it('are refused when the signature is that of another request', async () => {
    const first = orThrow(parseCsr(await browserCsr()))
    const second = orThrow(parseCsr(await browserCsr()))
    expect(await verifyCsr({ ...first, signature: second.signature }, verifySignature)).toMatchObject({ ok: false, code: 'csr-signature' })
  })

  it('are refused before any verifier is asked when the signature has no form', async () => {
    const csr = orThrow(parseCsr(await browserCsr()))
    const never = (): boolean => {
      throw new Error('asked')
    }
    expect(await verifyCsr({ ...csr, signature: new Uint8Array(64) }, never)).toMatchObject({ ok: false, code: 'csr-signature' })
  })

  it.each(webAlgorithms)('prove possession of a $label key', async (algorithm) => {
    const csr = orThrow(parseCsr(await browserCsr(algorithm)))
    expect(csr.publicKey.algorithm.name).toBe(algorithm.name)
    expect(nameText(csr.subject)).toBe('CN=张三')
    expect(csr.extensionFacts.subjectAltName).toEqual([{ kind: 'email', value: 'zhang.san@example.cn' }])
    expect((await verifyCsr(csr, verifySignature)).ok).toBe(true)
  })
})
