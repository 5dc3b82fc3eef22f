/** What the suite of tokens does not ask: faults of the device and of its library, and what other programs see in a token. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromHex, toHex, utf8 } from '@certhall/kernel/bytes'
import { holderKey } from '@certhall/testkit/issuing-house'
import { certificateOf } from '@certhall/testkit/token-suite'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { hostedDriver, type HostedDriverOptions } from '../host/hosted-driver.ts'
import type { TokenQuirks } from '../quirks.ts'
import type { TokenDriver } from '../token.ts'
import { ckf, ckr, ckuUser, cko } from './constants.ts'
import { openLibrary } from './library.ts'
import { withMemory } from './memory.ts'
import { byId, objectsOf } from './objects.ts'
import { openPkcs11Driver } from './pkcs11-driver.ts'
import { openUkeyBench, softHsmPath, testQuirks, type Ukey } from './test/ukey-bench.ts'

const bench = openUkeyBench()
const drivers: TokenDriver[] = []
afterEach(async () => {
  for (const driver of drivers.splice(0)) await driver.close()
})
afterAll(() => bench.close())

const tokenOf = async (driver: TokenDriver): Promise<{ readonly driver: TokenDriver; readonly tokenId: string }> => {
  drivers.push(driver)
  const [facts] = await driver.list()
  return { driver, tokenId: facts?.tokenId ?? '' }
}
const open = async ({ libraryPath }: Ukey, quirks: Partial<TokenQuirks> = {}) =>
  tokenOf(await openPkcs11Driver({ libraryPath, quirks: { ...testQuirks, ...quirks } }))
const host = (ukey: Ukey, limitsMs: HostedDriverOptions['limitsMs'] = {}) =>
  tokenOf(hostedDriver({ order: { kind: 'pkcs11', libraryPath: ukey.libraryPath, quirks: testQuirks }, limitsMs }))

const keyId = 'c0ffee01'
const wish = { keyId, algorithm: 'ecdsa-p256', label: 'certhall' } as const

describe('the PIN of a PKCS#11 token', () => {
  it('is not tried when the new one is one that the token or the catalogue would refuse', async () => {
    const ukey = bench.ukey()
    const { driver, tokenId } = await open(ukey)
    const change = (by: TokenDriver, newPin: string) => expect(by.changePin(tokenId, utf8('000000'), utf8(newPin))).rejects
    for (const newPin of ['12345', '12345678901234567', '000000']) await change(driver, newPin).toMatchObject({ code: 'PIN_POLICY' })
    const strict = await open(ukey, { initialPins: ['88888888'], pinOctets: { least: 8, most: 8 } })
    for (const newPin of ['88888888', '7744110', '774411000']) await change(strict.driver, newPin).toMatchObject({ code: 'PIN_POLICY' })
    expect((await driver.pinFacts(tokenId)).state).toBe('ok')
  })

  it('is in a state that nobody knows where the library hides it', async () => {
    const hidden = await open(bench.ukey(), { tries: 'hidden' })
    expect(await hidden.driver.pinFacts(hidden.tokenId)).toEqual({ state: 'unknown', triesLeft: null, triesMost: null, isInitial: null })
  })

  it('of the factory is not even tried at a login', async () => {
    const { driver, tokenId } = await open(bench.ukey({ pin: 'factory' }))
    await expect(driver.logIn(tokenId, utf8('000000'))).rejects.toMatchObject({ code: 'INITIAL_PIN_MUST_CHANGE' })
    expect(await driver.pinFacts(tokenId)).toMatchObject({ state: 'ok', isInitial: true })
  })
})

describe('a PKCS#11 token', () => {
  it('keeps no key that could leave it', async () => {
    const ukey = bench.ukey()
    ukey.set('exportable')
    const { driver, tokenId } = await open(ukey)
    const session = await driver.logIn(tokenId, utf8(ukey.pin))
    await expect(session.generateKey(wish)).rejects.toMatchObject({ code: 'KEY_EXPORTABLE' })
    await expect(session.sign(keyId, utf8('x'))).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' })
    await session.logOut()
    expect(await driver.keys(tokenId)).toEqual([])
  })

  it('that is pulled out in the middle of making a key has none when it is back', async () => {
    const ukey = bench.ukey()
    ukey.set('slow', '60000')
    const { driver, tokenId } = await open(ukey)
    const session = await driver.logIn(tokenId, utf8(ukey.pin))
    const making = session.generateKey(wish).then(
      () => 'made',
      (error: { code: string }) => error.code,
    )
    await vi.waitFor(() => expect(ukey.has('making')).toBe(true), { timeout: 10_000 })
    ukey.clear('inserted')
    expect(await making).toBe('TOKEN_REMOVED')
    await expect(driver.keys(tokenId)).rejects.toMatchObject({ code: 'TOKEN_REMOVED' })
    ukey.set('inserted', '2')
    await expect(session.sign(keyId, utf8('x'))).rejects.toMatchObject({ code: 'TOKEN_REMOVED' })
    expect(await driver.keys(tokenId)).toEqual([])
  })

  it('that is too full for a new certificate keeps the old one', async () => {
    const ukey = bench.ukey()
    const { driver, tokenId } = await open(ukey)
    const session = await driver.logIn(tokenId, utf8(ukey.pin))
    const { key } = await session.generateKey(wish)
    const certificate = () => certificateOf('ecdsa-p256', key.spki, (tbs) => session.sign(keyId, tbs))
    const [old, renewed] = [await certificate(), await certificate()]
    await session.writeCertificates(keyId, [old])
    ukey.set('full')
    await session.writeCertificates(keyId, [old])
    await expect(session.writeCertificates(keyId, [renewed])).rejects.toMatchObject({ code: 'TOKEN_FULL' })
    await session.logOut()
    expect((await driver.keys(tokenId)).map((each) => toHex(each.certificate ?? new Uint8Array(0)))).toEqual([toHex(old)])
  })

  it('ends a login when another begins, and takes no name that is not hexadecimal', async () => {
    const ukey = bench.ukey()
    const { driver, tokenId } = await open(ukey)
    const first = await driver.logIn(tokenId, utf8(ukey.pin))
    await expect(first.generateKey({ ...wish, keyId: 'my key' })).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' })
    const second = await driver.logIn(tokenId, utf8(ukey.pin))
    await expect(first.generateKey(wish)).rejects.toMatchObject({ code: 'TOKEN_FAILED' })
    await first.logOut()
    expect((await second.generateKey(wish)).key.keyId).toBe(keyId)
  })
})

describe('a PKCS#11 library', () => {
  it('that is none is a driver that is missing', async () => {
    const path = join(bench.ukey().folder, 'inserted')
    await expect(openPkcs11Driver({ libraryPath: path, quirks: testQuirks })).rejects.toMatchObject({ code: 'DRIVER_MISSING' })
  })

  it('that is closed is called no more', async () => {
    const ukey = bench.ukey()
    const { driver, tokenId } = await open(ukey)
    const session = await driver.logIn(tokenId, utf8(ukey.pin))
    await driver.close()
    await driver.close()
    await session.logOut()
    await expect(session.generateKey(wish)).rejects.toMatchObject({ code: 'TOKEN_FAILED' })
    await expect(driver.list()).rejects.toMatchObject({ code: 'TOKEN_FAILED' })
  })

  it('that hangs or crashes takes its own process with it alone, and the next call works', async () => {
    const ukey = bench.ukey()
    const { driver, tokenId } = await host(ukey, { pinFacts: 1_500 })
    const session = await driver.logIn(tokenId, utf8(ukey.pin))
    await session.generateKey(wish)
    ukey.set('crash', 'Sign')
    await expect(session.sign(keyId, utf8('x'))).rejects.toMatchObject({ code: 'DRIVER_CRASHED' })
    ukey.clear('crash')
    expect((await driver.keys(tokenId)).map((each) => each.keyId)).toEqual([keyId])
    ukey.set('hang', 'GetTokenInfo')
    await expect(driver.pinFacts(tokenId)).rejects.toMatchObject({ code: 'DRIVER_TIMEOUT' })
    ukey.clear('hang')
    const again = await driver.logIn(tokenId, utf8(ukey.pin))
    expect((await again.sign(keyId, utf8('x'))).length).toBeGreaterThan(60)
    await again.logOut()
  })
})

describe('other programs', () => {
  const tool = (program: string, args: readonly string[], folder: string): string =>
    execFileSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: '/usr/bin:/bin', SOFTHSM2_CONF: join(folder, 'softhsm2.conf') },
    })

  it('find key and certificates that were written by way of SoftHSM itself, and cannot get the private key', async () => {
    const ukey = bench.ukey()
    const { driver, tokenId } = await tokenOf(
      hostedDriver({
        order: { kind: 'pkcs11', libraryPath: softHsmPath(), quirks: testQuirks },
        environment: { SOFTHSM2_CONF: join(ukey.folder, 'softhsm2.conf') },
      }),
    )
    expect((await driver.list())[0]?.algorithms).toEqual(['rsa-2048', 'rsa-3072', 'ecdsa-p256', 'ecdsa-p384'])
    const session = await driver.logIn(tokenId, utf8(ukey.pin))
    const { key } = await session.generateKey({ ...wish, algorithm: 'rsa-2048' })
    const authority = holderKey('ecdsa-p256')
    const leaf = await certificateOf('rsa-2048', key.spki, (tbs) => session.sign(keyId, tbs))
    const issuer = await certificateOf('ecdsa-p256', authority.spki, () => Promise.resolve(Uint8Array.of(0x30, 0)))
    await session.writeCertificates(keyId, [leaf, issuer])
    const signature = await session.sign(keyId, utf8('hello'))
    await session.logOut()

    const login = ['--module', softHsmPath(), '--login', '--pin', ukey.pin]
    const objects = tool('pkcs11-tool', [...login, '--list-objects'], ukey.folder)
    const kinds = objects.match(/^(?:Private Key|Public Key|Certificate) Object/gm)?.toSorted()
    expect(kinds).toEqual(['Certificate Object', 'Certificate Object', 'Private Key Object', 'Public Key Object'])
    expect(objects).toMatch(
      /Private Key Object; RSA[\s\S]*?ID: +c0ffee01[\s\S]*?Access: +sensitive, always sensitive, never extractable, local/,
    )
    const [input, output] = [join(ukey.folder, 'input'), join(ukey.folder, 'output')]
    tool('pkcs11-tool', [...login, '--read-object', '--type', 'cert', '--id', keyId, '--output-file', output], ukey.folder)
    expect(toHex(readFileSync(output))).toBe(toHex(leaf))
    writeFileSync(input, 'hello')
    const signing = ['--sign', '--mechanism', 'SHA256-RSA-PKCS', '--id', keyId, '--input-file', input, '--output-file', output]
    tool('pkcs11-tool', [...login, ...signing], ukey.folder)
    expect(toHex(readFileSync(output))).toBe(toHex(signature))

    const listed = tool('p11tool', ['--provider', softHsmPath(), '--login', `--set-pin=${ukey.pin}`, '--list-all'], ukey.folder)
    expect(listed).toMatch(/Type: Private key \(RSA-2048\)[\s\S]*?Flags:[^\n]*CKA_PRIVATE; CKA_NEVER_EXTRACTABLE; CKA_SENSITIVE/)
    expect(listed.match(/Type: X\.509 Certificate \(RSA-2048\)[\s\S]*?ID: c0:ff:ee:01/)).not.toBeNull()
  })

  it('that log in and ask for the private key get CKR_ATTRIBUTE_SENSITIVE, and a token that hashes signs the same', async () => {
    const ukey = bench.ukey()
    const { driver, tokenId } = await open(ukey)
    const session = await driver.logIn(tokenId, utf8(ukey.pin))
    await session.generateKey({ ...wish, algorithm: 'rsa-2048' })
    const signature = await session.sign(keyId, utf8('hello'))
    await session.logOut()
    await driver.close()
    drivers.splice(0)
    expect(await askPrivateExponent(ukey)).toBe(ckr.attributeSensitive)
    const hashing = await open(ukey, { hashing: 'token' })
    const other = await hashing.driver.logIn(tokenId, utf8(ukey.pin))
    expect(toHex(await other.sign(keyId, utf8('hello')))).toBe(toHex(signature))
    await other.logOut()
  })

  const askPrivateExponent = async (ukey: Ukey): Promise<number> => {
    const library = await openLibrary(ukey.libraryPath)
    const value = await withMemory(library.layout, async (memory) => {
      const [slot, count, session] = [memory.ulong(0n), memory.ulong(1n), memory.ulong(0n)]
      await library.call('C_GetSlotList', 1, slot.address, count.address)
      await library.call('C_OpenSession', memory.readUlong(slot), ckf.serialSession | ckf.rwSession, null, null, session.address)
      await library.call('C_Login', memory.readUlong(session), ckuUser, memory.copy(utf8(ukey.pin)).address, ukey.pin.length)
      const [privateKey = 0n] = await objectsOf(library, memory.readUlong(session)).find(byId(cko.privateKey, fromHex(keyId)))
      const privateExponent = memory.triples([{ type: 0x123n, value: memory.take(512) }])
      return library.ask('C_GetAttributeValue', memory.readUlong(session), privateKey, privateExponent.address, 1)
    })
    await library.close()
    return value
  }
})
