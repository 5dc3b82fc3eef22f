import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allowed, refused } from '@certhall/kernel/app-error'
import { fromBase64Url, utf8 } from '@certhall/kernel/bytes'
import { systemRandom } from '@certhall/kernel/random'
import { algorithmOf } from '@certhall/pki/algorithm'
import { fromPem, toPem } from '@certhall/pki/pem'
import { sealP12 } from '@certhall/pki/pkcs12/seal-p12'
import { webP12Crypto } from '@certhall/pki/pkcs12/p12-crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { generateKeyPair, type KeyPair } from '../keystore/key-pair.ts'
import { openLoginKey, sealLoginKey } from '../keystore/login-key.ts'
import { isNameTaken } from './login-keys.ts'
import { loginText, logInWith } from './log-in.ts'
import { openSoftKey, signWithSoftKey } from './soft-key.ts'
import { tlsReturnOf } from './tls-return.ts'

const origin = 'https://hall.example.cn'
const nonce = 'A'.repeat(43)
const seal = (pkcs8: Uint8Array, certificates: readonly Uint8Array[]) =>
  sealP12({
    privateKeyPkcs8: pkcs8,
    certificates,
    password: 'right words',
    friendlyName: 'x',
    crypto: webP12Crypto(crypto.subtle),
    random: systemRandom,
    iterations: 1_000,
  })

describe('logging in', () => {
  afterEach(() => vi.unstubAllGlobals())
  const hallAt = (announced: string): string[] => {
    vi.stubGlobal('location', { origin })
    const sent: string[] = []
    vi.stubGlobal('fetch', async (address: string) => {
      sent.push(address)
      return new Response(
        JSON.stringify(address.endsWith('/challenge') ? { nonce, origin: announced, expiresAt: '' } : { by: 'certificate' }),
      )
    })
    return sent
  }

  it('signs nothing where the hall announces another address', async () => {
    const sent = hallAt('https://elsewhere.example')
    const sign = vi.fn()
    expect(await logInWith(sign)).toEqual({ outcome: 'otherOrigin', origin: 'https://elsewhere.example' })
    expect(sign).not.toHaveBeenCalled()
    expect(sent).toHaveLength(1)
  })

  it('sends nothing when the key did not open', async () => {
    const sent = hallAt(origin)
    expect(await logInWith(async () => refused('p12-password'))).toEqual({ outcome: 'refused', refusal: 'p12-password' })
    expect(sent).toHaveLength(1)
  })

  it('sends what was signed over this challenge', async () => {
    const sent = hallAt(origin)
    const result = await logInWith(async (challenge) =>
      allowed({ text: loginText(challenge, 'ab'.repeat(32)), signature: 's', certificate: 'c' }),
    )
    expect(result).toEqual({ outcome: 'in', holder: { by: 'certificate' } })
    expect(sent).toEqual(['/api/v1/holder/login/challenge', '/api/v1/holder/login'])
  })
})

describe('a certificate file', () => {
  it('is refused with a word of its own for each fault', async () => {
    const pair = await generateKeyPair('ecdsa-p256')
    const code = async (file: Uint8Array<ArrayBuffer>, password = 'right words') =>
      openSoftKey(file, password).then((opened) => (opened.ok ? null : opened.code))
    expect(await code(new Uint8Array(3 * 1024 * 1024))).toBe('p12-too-large')
    expect(await code(utf8('no file of this kind'))).toBe('p12-malformed')
    const file = await seal(pair.pkcs8, [certificateFor(await generateKeyPair('ecdsa-p256'))])
    expect(await code(file, 'wrong words')).toBe('p12-password')
    expect(await code(file)).toBe('key-mismatch')
  })

  it.each(['ecdsa-p256', 'rsa-2048'] as const)('with a key of %s opens here and signs', async (algorithm) => {
    const pair = await generateKeyPair(algorithm)
    const opened = await openSoftKey(await seal(pair.pkcs8, [certificateFor(pair)]), 'right words')
    if (!opened.ok) throw new Error(opened.code)
    expect(opened.value).toMatchObject({ name: '广州示例有限公司', algorithm })
    expect(await signWithSoftKey(opened.value, '{}')).toMatch(/^[\w-]{86,}$/)
  })
})

describe('the sealed copy of this browser', () => {
  const facts = {
    userName: '财务部',
    subjectName: '甲公司',
    certificate: 'AAAA',
    certificateSha256: 'ab'.repeat(32),
    notAfterMs: 1,
    algorithm: 'ecdsa-p256',
  } as const

  it('opens with its own password alone, and signs as the file does', async () => {
    const key = await sealLoginKey(facts, await generateKeyPair('ecdsa-p256'), 'right words', systemRandom, 1_000)
    expect(await openLoginKey(key, 'wrong words')).toBeUndefined()
    const pair = await openLoginKey(key, 'right words')
    if (pair === undefined) throw new Error('not opened')
    const { webCrypto } = algorithmOf('ecdsa-p256')
    const publicKey = await crypto.subtle.importKey('spki', key.spki, webCrypto.import, false, ['verify'])
    expect(await crypto.subtle.verify(webCrypto.sign, publicKey, fromBase64Url(await signWithSoftKey({ pair }, '{}')), utf8('{}'))).toBe(
      true,
    )
  })

  it('keeps one name for one certificate', async () => {
    const kept = [await sealLoginKey(facts, await generateKeyPair('ecdsa-p256'), 'right words', systemRandom, 1_000)]
    expect(isNameTaken(kept, '财务部', 'cd'.repeat(32))).toBe(true)
    expect(isNameTaken(kept, '财务部', 'ab'.repeat(32))).toBe(false)
  })
})

describe('the way back from the other host name', () => {
  it('is taken by its two forms only', () => {
    expect(tlsReturnOf('#proof=abc.def')).toEqual({ proof: 'abc.def' })
    expect(tlsReturnOf('#refused=certificate-missing')).toEqual({ refused: 'certificate-missing' })
    for (const other of ['', '#main', '#refused=<b>', '#proof=']) expect(tlsReturnOf(other)).toBeNull()
  })
})

/** By OpenSSL: an outside witness of what a CA hands out. */
const certificateFor = (pair: KeyPair): Uint8Array<ArrayBuffer> => {
  const folder = mkdtempSync(join(tmpdir(), 'certhall-login-'))
  writeFileSync(join(folder, 'key.pem'), toPem('PRIVATE KEY', pair.pkcs8))
  const pem = execFileSync('openssl', [
    'req',
    '-x509',
    '-utf8',
    '-key',
    join(folder, 'key.pem'),
    '-subj',
    '/C=CN/O=广州示例有限公司/CN=广州示例有限公司',
    '-days',
    '30',
  ])
  rmSync(folder, { recursive: true })
  const der = fromPem('CERTIFICATE', pem.toString())
  if (der === undefined) throw new Error('openssl wrote no certificate')
  return der
}
