import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSignatureFile, type SignedText, signText, verifyText } from './text-signature.ts'

/** P12 files as OpenSSL writes them, one for each kind of key. */
const kinds = {
  ec: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  p384: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  rsa: ['rsa:2048'],
} as const
let directory: string
const files = {} as Record<keyof typeof kinds, Uint8Array>

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'certhall-sign-text-'))
  const openssl = (...words: readonly string[]) => execFileSync('openssl', words, { cwd: directory, stdio: 'pipe' })
  for (const [name, key] of Object.entries(kinds)) {
    openssl(
      'req',
      '-x509',
      '-newkey',
      ...key,
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
      '-subj',
      '/CN=Sample',
      '-days',
      '30',
    )
    openssl('pkcs12', '-export', '-inkey', `${name}.key`, '-in', `${name}.pem`, '-out', `${name}.p12`, '-passout', 'pass:right')
    files[name as keyof typeof kinds] = new Uint8Array(readFileSync(join(directory, `${name}.p12`)))
  }
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const signed = async (text: string, kind: keyof typeof kinds = 'ec'): Promise<SignedText> => {
  const made = await signText(files[kind], 'right', text)
  if (!made.ok) throw new Error(made.code)
  return made.value
}

describe('a signed text', () => {
  it('is not made with a wrong password, nor from what is no P12 file', async () => {
    expect(await signText(files.ec, 'wrong', 'a')).toMatchObject({ ok: false, code: 'p12-password' })
    expect(await signText(Uint8Array.of(1, 2, 3), 'right', 'a')).toMatchObject({ ok: false, code: 'p12-malformed' })
    expect(await signText(new Uint8Array(3_000_000), 'right', 'a')).toMatchObject({ ok: false, code: 'p12-too-large' })
  })

  it('is invalid after any change, and with the certificate of somebody else', async () => {
    const made = await signed('付款 100 元')
    const other = await signed('付款 100 元', 'p384')
    const kindOf = async (change: Partial<SignedText>) => (await verifyText({ ...made, ...change })).kind
    expect(await kindOf({ text: '付款 1000 元' })).toBe('invalid')
    expect(await kindOf({ text: '付款 100 元 ' })).toBe('invalid')
    expect(await kindOf({ signature: made.signature.slice(1) })).toBe('invalid')
    expect(await kindOf({ signature: '!' })).toBe('invalid')
    expect(await kindOf({ certificate: other.certificate })).toBe('invalid')
    expect(await kindOf({ certificate: 'none' })).toBe('malformed')
    expect(await kindOf({ text: '\ud800' })).toBe('invalid')
  })

  it.each(['ec', 'p384', 'rsa'] as const)('is valid as it was signed (%s)', async (kind) => {
    expect(await verifyText(await signed('一\n"two" \u0000 🙂', kind))).toEqual({ kind: 'valid', subject: 'CN=Sample' })
  })

  it('comes back from its file, and from no other', async () => {
    const made = await signed('a')
    expect(readSignatureFile(JSON.stringify(made, null, 2))).toEqual(made)
    expect([readSignatureFile(''), readSignatureFile('null'), readSignatureFile('{"text":1}')]).toEqual([undefined, undefined, undefined])
  })
})
