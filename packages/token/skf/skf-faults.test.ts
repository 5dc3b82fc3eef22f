import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { utf8 } from '@certhall/kernel/bytes'
import { algorithmOf } from '@certhall/pki/algorithm'
import { buildCsr } from '@certhall/pki/csr/build-csr'
import { compileSoftSkf, createSoftSkf, type SoftSkfToken, softSkfModel, type SoftSkfWish, softSkfQuirks } from '@certhall/testkit/soft-skf'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { hostedDriver } from '../host/hosted-driver.ts'
import type { TokenDriver, TokenSession } from '../token.ts'
import { openTokenRoom } from '../token-room.ts'
import { skfDriver } from './skf-driver.ts'

const folder = mkdtempSync(join(tmpdir(), 'certhall-skf-'))
const drivers: TokenDriver[] = []
let count = 0

const create = async (wish: SoftSkfWish = { pin: '246810' }, ulongOctets: 4 | 8 = 4): Promise<SoftSkfToken> => {
  count += 1
  return createSoftSkf(await compileSoftSkf(folder, ulongOctets), join(folder, `${count}`), wish)
}
const opened = (driver: TokenDriver): TokenDriver => {
  drivers.push(driver)
  return driver
}
const open = ({ libraryPath }: SoftSkfToken): TokenDriver => opened(skfDriver({ libraryPath, quirks: softSkfQuirks, ulongOctets: null }))
const hosted = ({ libraryPath }: SoftSkfToken): TokenDriver =>
  opened(hostedDriver({ order: { kind: 'skf', libraryPath, quirks: softSkfQuirks, ulongOctets: null }, limitsMs: { pinFacts: 1_500 } }))
const logIn = (driver: TokenDriver, { serialNumber, pin }: SoftSkfToken): Promise<TokenSession> => driver.logIn(serialNumber, utf8(pin))
const refusalOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    ({ code, detail = {} }: { code: string; detail?: object }) => [code, detail],
  )

afterEach(async () => {
  await Promise.all(drivers.splice(0).map((driver) => driver.close()))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('an SKF library that lies', () => {
  type Work = (driver: TokenDriver, token: SoftSkfToken, session: TokenSession) => Promise<unknown>
  const certificate = Uint8Array.of(0x30, 1, 0)
  const lies: readonly (readonly [string, string, Work])[] = [
    ['SKF_EnumDev', 'size SKF_EnumDev', (driver) => driver.list()],
    ['SKF_GetDevInfo', 'overrun SKF_GetDevInfo', (driver) => driver.list()],
    ['SKF_GetPINInfo', 'pinNumbers', (driver, { serialNumber }) => driver.pinFacts(serialNumber)],
    ['SKF_EnumContainer', 'size SKF_EnumContainer', (driver, { serialNumber }) => driver.keys(serialNumber)],
    ['SKF_ExportPublicKey', 'size SKF_ExportPublicKey', (driver, { serialNumber }) => driver.keys(serialNumber)],
    ['SKF_ExportCertificate', 'size SKF_ExportCertificate', (driver, { serialNumber }) => driver.keys(serialNumber)],
    ['SKF_GenECCKeyPair', 'keyBlob', (_driver, _token, session) => session.generateKey({ keyId: 'b2', algorithm: 'sm2', label: '' })],
    ['SKF_ECCSignData', 'wrongSignature', (_driver, _token, session) => session.sign('a1', utf8('x'))],
    ['SKF_RSASignData', 'size SKF_RSASignData', (_driver, _token, session) => session.sign('r1', utf8('x'))],
    ['SKF_ImportCertificate', 'otherCertificate', (_driver, _token, session) => session.writeCertificates('a1', [certificate])],
  ]

  it.each([4, 8] as const)('is told as a token that failed, in every function (ULONG of %i octets)', async (ulongOctets) => {
    const token = await create({ pin: '246810' }, ulongOctets)
    const driver = open(token)
    const session = await logIn(driver, token)
    const { key } = await session.generateKey({ keyId: 'a1', algorithm: 'sm2', label: '' })
    await session.generateKey({ keyId: 'r1', algorithm: 'rsa-2048', label: '' })
    await session.writeCertificates('a1', [Uint8Array.of(0x30, 0)])
    for (const [call, reason, work] of lies) {
      await token.fault('lie', call)
      expect([call, await refusalOf(work(driver, token, session))]).toEqual([call, ['TOKEN_FAILED', { reason }]])
      await token.noFault()
    }
    expect((await driver.keys(token.serialNumber)).find(({ keyId }) => keyId === 'a1')?.spki).toEqual(key.spki)
    // A pair that was not what it was said to be is not kept.
    expect((await driver.keys(token.serialNumber)).map(({ keyId }) => keyId).sort()).toEqual(['a1', 'r1'])
  })

  it('about the tries left is not believed', async () => {
    const token = await create()
    await token.fault('lie', 'SKF_VerifyPIN')
    expect(await refusalOf(open(token).logIn(token.serialNumber, utf8('000000')))).toEqual(['PIN_INCORRECT', {}])
  })
})

describe('an SKF library', () => {
  it('that crashes or hangs is told as that, and the next call works', async () => {
    const token = await create()
    const driver = hosted(token)
    const keep = await logIn(driver, token)
    await keep.generateKey({ keyId: 'a1', algorithm: 'sm2', label: '' })
    for (const [kind, code] of [
      ['crash', 'DRIVER_CRASHED'],
      ['hang', 'DRIVER_TIMEOUT'],
    ] as const) {
      await token.fault(kind, 'SKF_GetPINInfo')
      expect(await refusalOf(driver.pinFacts(token.serialNumber))).toEqual([code, {}])
      await token.noFault()
      expect(await driver.pinFacts(token.serialNumber)).toEqual({ state: 'ok', triesLeft: 6, triesMost: 6, isInitial: false })
    }
    expect((await driver.keys(token.serialNumber)).map(({ keyId }) => keyId)).toEqual(['a1'])
    expect(await refusalOf(keep.sign('a1', utf8('x')))).toEqual(['DRIVER_CRASHED', {}])
  })

  it('that is none is a driver that is missing', async () => {
    const [text, other] = [join(folder, 'text.so'), join(folder, 'other.so')]
    writeFileSync(text, 'text')
    execFileSync('gcc', ['-shared', '-o', other, '-x', 'c', '/dev/null'])
    const openAt = async (libraryPath: string) => skfDriver({ libraryPath, quirks: softSkfQuirks, ulongOctets: null })
    expect(await refusalOf(openAt(text))).toEqual(['DRIVER_MISSING', { reason: 'notLoaded' }])
    expect(await refusalOf(openAt(other))).toEqual(['DRIVER_MISSING', { reason: 'noSkfLibrary' }])
  })

  it('answers in codes that are told in the words of tokens, with the number for the log', async () => {
    const token = await create()
    const driver = open(token)
    const session = await logIn(driver, token)
    const codes = [
      ['0x0A000030', 'TOKEN_FULL'],
      ['0x0A000032', 'TOKEN_FULL'],
      ['0x0A000003', 'ALGORITHM_UNSUPPORTED'],
      ['0x0A00002D', 'TOKEN_FAILED'],
      ['0x12345', 'TOKEN_FAILED'],
    ] as const
    for (const [answer, code] of codes) {
      await token.fault(answer, 'SKF_CreateContainer')
      const sar = Number(answer).toString(16).padStart(8, '0')
      const refusal = await refusalOf(session.generateKey({ keyId: 'a1', algorithm: 'sm2', label: '' }))
      expect(refusal).toEqual([code, { call: 'SKF_CreateContainer', sar }])
    }
  })

  it('that says a token that is out is merely broken is seen through', async () => {
    const token = await create()
    const driver = open(token)
    const session = await logIn(driver, token)
    await session.generateKey({ keyId: 'a1', algorithm: 'sm2', label: '' })
    await token.fault('0x0A000005', 'SKF_EnumContainer')
    await token.unplug()
    expect(await refusalOf(session.sign('a1', utf8('x')))).toMatchObject(['TOKEN_REMOVED', {}])
  })

  it('is not asked to look at a PIN that is locked, the factory’s, or no text', async () => {
    const [fresh, locked] = [await create({}), await create({ pin: '246810', triesMost: 1 })]
    const driver = open(locked)
    await locked.calls()
    expect(await refusalOf(driver.logIn(locked.serialNumber, utf8('246810\u0000')))).toEqual(['PIN_POLICY', {}])
    expect(await locked.calls()).not.toContain('SKF_VerifyPIN')
    await refusalOf(driver.logIn(locked.serialNumber, utf8('000000')))
    expect(await locked.calls()).toContain('SKF_VerifyPIN')
    expect(await refusalOf(logIn(driver, locked))).toEqual(['PIN_LOCKED', {}])
    expect(await locked.calls()).not.toContain('SKF_VerifyPIN')
    await fresh.calls()
    expect(await refusalOf(logIn(open(fresh), fresh))).toEqual(['INITIAL_PIN_MUST_CHANGE', {}])
    expect(await fresh.calls()).not.toContain('SKF_VerifyPIN')
  })

  it('writes its texts in GBK, and has its application named by the catalogue', async () => {
    const token = await create()
    expect(await open(token).list()).toMatchObject([
      { label: '测试 SKF', manufacturer: 'Certhall tests', serialNumber: token.serialNumber },
    ])
    const quirks = { ...softSkfQuirks, applicationName: 'OTHER' }
    const driver = opened(skfDriver({ libraryPath: token.libraryPath, quirks, ulongOctets: 4 }))
    expect(await refusalOf(driver.pinFacts(token.serialNumber))).toEqual(['TOKEN_FAILED', { call: 'SKF_OpenApplication', sar: '0a00002e' }])
  })
})

describe('an SKF token in the room of all tokens', () => {
  it('is known by the catalogue of its model and works there', async () => {
    const token = await create()
    const model = softSkfModel(['linux-x64'], token.libraryPath)
    const catalogue: Catalogue = { format: 'certhall.token-catalogue.v1', version: 1, models: [model] }
    const room = openTokenRoom({ catalogue, system: 'linux-x64' })
    drivers.push(room)
    const { tokens, findings } = await room.look()
    expect(findings).toEqual([])
    expect(tokens.map(({ facts, models }) => [facts.serialNumber, models])).toEqual([[token.serialNumber, [model]]])
    const session = await logIn(room, token)
    await session.generateKey({ keyId: 'a1', algorithm: 'sm2', label: '' })
    await session.logOut()
    expect(await room.keys(token.serialNumber)).toMatchObject([{ keyId: 'a1', algorithm: 'sm2' }])
  })
})

describe('a request signed in an SKF token', () => {
  const cases = [
    ['sm2', 4],
    ['sm2', 8],
    ['rsa-2048', 4],
  ] as const
  it.each(cases)('is right in the eyes of OpenSSL: %s, ULONG of %i octets', async (algorithm, ulongOctets) => {
    const token = await create({ pin: '246810' }, ulongOctets)
    const session = await logIn(hosted(token), token)
    const { key } = await session.generateKey({ keyId: 'a1', algorithm, label: '' })
    const { signatureToWebCrypto } = algorithmOf(algorithm)
    const sign = async (content: Uint8Array) => signatureToWebCrypto(await session.sign('a1', content)) ?? new Uint8Array()
    const request = await buildCsr({ spki: key.spki, subject: [{ type: 'CN', value: '测试' }], sign })
    const path = join(folder, `${algorithm}-${ulongOctets}.csr`)
    writeFileSync(path, request)
    const option = algorithm === 'sm2' ? ['-vfyopt', 'distid:1234567812345678'] : []
    const args = ['req', '-verify', ...option, '-in', path, '-inform', 'DER', '-noout', '-text']
    const { stdout, stderr } = await promisify(execFile)('openssl', args)
    expect(stderr).toContain('Certificate request self-signature verify OK')
    expect(stdout).toContain(algorithm === 'sm2' ? 'SM2-with-SM3' : 'sha256WithRSAEncryption')
  })
})
