import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { IssuedCertificate } from '@certhall/contract/passcode/api'
import { isCanonicalJson } from '@certhall/contract/statement/canonical-json'
import { installConfirmation } from '@certhall/contract/statement/statements'
import { fromBase64Url, toBase64, utf8 } from '@certhall/kernel/bytes'
import { systemRandom } from '@certhall/kernel/random'
import { algorithmOf, type WebAlgorithmName } from '@certhall/pki/algorithm'
import { fromPem, toPem } from '@certhall/pki/pem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sha256Hex } from '../keystore/digest.ts'
import { generateKeyPair, type KeyPair } from '../keystore/key-pair.ts'
import { readBack, sealCertificateFile } from './certificate-file.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'certhall-file-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A certificate for the key, made by OpenSSL: an outside witness of what a CA hands out. */
const issuedFor = (pair: KeyPair, serial: string): IssuedCertificate => {
  const key = path.join(folder, 'key.pem')
  const file = path.join(folder, 'certificate.pem')
  execFileSync('tee', [key], { input: toPem('PRIVATE KEY', pair.pkcs8), stdio: ['pipe', 'ignore', 'inherit'] })
  execFileSync('openssl', [
    'req',
    '-x509',
    '-utf8',
    '-key',
    key,
    '-subj',
    '/C=CN/O=广州示例有限公司/CN=广州示例有限公司',
    '-days',
    '30',
    '-set_serial',
    `0x${serial}`,
    '-out',
    file,
  ])
  const der = fromPem('CERTIFICATE', readFileSync(file, 'utf8'))
  if (der === undefined) throw new Error('openssl wrote no certificate')
  return {
    authorityId: 'issuing-ec',
    serialNumber: serial,
    subject: 'CN=广州示例有限公司',
    notBefore: '2026-11-22T00:00:00.000Z',
    notAfter: '2026-12-22T00:00:00.000Z',
    certificate: toBase64(der),
    chain: [],
    ocspUrl: 'http://127.0.0.1/ocsp',
    crlUrl: 'http://127.0.0.1/crl',
  }
}

const serial = '01000294000102030405060708090a0b0c0d0e'
const password = '紫罗兰 tram 58'

const made = async (algorithm: WebAlgorithmName) => {
  const pair = await generateKeyPair(algorithm)
  const issued = issuedFor(pair, serial)
  return { pair, issued, file: await sealCertificateFile(pair, issued, password, systemRandom) }
}

describe('a certificate file', () => {
  it('is not made for a certificate of another key', async () => {
    const [mine, other] = [await generateKeyPair('ecdsa-p256'), await generateKeyPair('ecdsa-p256')]
    await expect(sealCertificateFile(mine, issuedFor(other, serial), password, systemRandom)).rejects.toMatchObject({
      code: 'state.passcode-other-key',
    })
  })

  it('proves nothing with a wrong password, when damaged, or when it holds another certificate', async () => {
    const { issued, file } = await made('ecdsa-p256')
    expect(await readBack(file, `${password}x`, issued)).toMatchObject({ ok: false, code: 'p12-password' })
    expect(await readBack(file.slice(0, -3), password, issued)).toMatchObject({ ok: false, code: 'p12-malformed' })
    const other = issuedFor(await generateKeyPair('ecdsa-p256'), serial)
    expect(await readBack(file, password, other)).toMatchObject({ ok: false, code: 'other-certificate' })
  })

  it.each(['rsa-2048', 'ecdsa-p256', 'ecdsa-p384'] as const)('confirms with the %s key that came out of it', async (algorithm) => {
    const { pair, issued, file } = await made(algorithm)
    const proof = await readBack(file, password, issued)
    if (!proof.ok) throw new Error(proof.code)
    expect(isCanonicalJson(proof.value.text)).toBe(true)
    const statement = installConfirmation.parse(JSON.parse(proof.value.text))
    expect(statement).toMatchObject({ serialNumber: serial })
    const { webCrypto } = algorithmOf(algorithm)
    const key = await crypto.subtle.importKey('spki', pair.spki, webCrypto.import, false, ['verify'])
    expect(await crypto.subtle.verify(webCrypto.sign, key, fromBase64Url(proof.value.signature), utf8(proof.value.text))).toBe(true)
    expect(statement.certificateSha256).toBe(await sha256Hex(Uint8Array.from(atob(issued.certificate), (letter) => letter.charCodeAt(0))))
  })
})
