import { createPublicKey, verify } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { fromBase64, fromBase64Url, utf8 } from '@certhall/kernel/bytes'
import { systemRandom } from '@certhall/kernel/random'
import { hallOrigin, openClientHouse, sha256Hex } from '@certhall/testkit/client-house'
import { changePhrase, openInstallation } from './installation.ts'

const folder = mkdtempSync(join(tmpdir(), 'certhall-installation-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the personal phrase', () => {
  it.each(['', 'abc', 'x'.repeat(61), 'two\nlines', '\u202Eabcdef'])('refuses %j', (phrase) => {
    expect(() => changePhrase(folder, phrase)).toThrow(expect.objectContaining({ code: 'internal.configuration' }))
  })

  it('is made once, differs between installations, and can be changed while the client runs', () => {
    const first = openInstallation(join(folder, 'one'), systemRandom)
    expect(openInstallation(join(folder, 'one'), systemRandom).phrase()).toBe(first.phrase())
    expect(openInstallation(join(folder, 'two'), systemRandom).phrase()).not.toBe(first.phrase())
    changePhrase(join(folder, 'one'), '我家门前的老槐树')
    expect(first.phrase()).toBe('我家门前的老槐树')
  })
})

describe('the installation key', () => {
  it('stays the same, and is the user’s alone', () => {
    const first = openInstallation(join(folder, 'one'), systemRandom)
    expect(openInstallation(join(folder, 'one'), systemRandom).publicKey).toEqual(first.publicKey)
    expect(statSync(join(folder, 'one', 'installation-key.pem')).mode & 0o077).toBe(0)
    expect(statSync(join(folder, 'one')).mode & 0o077).toBe(0)
  })

  it('signs hello with nonce, origin and port, so that a squatter on the port cannot answer for it', async () => {
    const house = await openClientHouse()
    try {
      const page = await house.page()
      const nonce = 'A'.repeat(43)
      const { installationKey, installationKeySha256, signature } = await page.ask('hello', { protocol: 1, nonce })
      const spki = fromBase64(installationKey)
      expect(sha256Hex(spki)).toBe(installationKeySha256)
      const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
      const text = (port: number) => utf8(canonicalJson({ format: 'certhall.client-hello.v1', nonce, origin: hallOrigin, port }))
      expect(verify('sha256', text(house.port), { key, dsaEncoding: 'ieee-p1363' }, fromBase64Url(signature))).toBe(true)
      expect(verify('sha256', text(house.port + 1), { key, dsaEncoding: 'ieee-p1363' }, fromBase64Url(signature))).toBe(false)
    } finally {
      await house.close()
    }
  })
})
