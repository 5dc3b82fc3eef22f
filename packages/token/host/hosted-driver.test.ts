import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { utf8 } from '@certhall/kernel/bytes'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createSoftToken, unplugSoftToken } from '../soft/soft-token.ts'
import type { TokenDriver } from '../token.ts'
import { checkLibrary } from './check-library.ts'
import { hostedDriver, type HostedDriverOptions } from './hosted-driver.ts'

const badHost = fileURLToPath(import.meta.resolve('@certhall/testkit/bad-driver-host'))
const folder = mkdtempSync(join(tmpdir(), 'certhall-host-'))
const drivers: TokenDriver[] = []

const host = (options: Partial<HostedDriverOptions> = {}): TokenDriver => {
  const driver = hostedDriver({ order: { kind: 'soft', folder }, ...options })
  drivers.push(driver)
  return driver
}
let nowMs = 0
const badDriver = (options: Partial<HostedDriverOptions> = {}): TokenDriver =>
  host({ program: { path: process.execPath, args: [badHost] }, limitsMs: { pinFacts: 1_500 }, clock: { nowMs: () => nowMs }, ...options })

afterEach(async () => {
  await Promise.all(drivers.splice(0).map((driver) => driver.close()))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('a driver host', () => {
  it('that hangs is ended, and the next call finds a new one', async () => {
    const driver = badDriver()
    await expect(driver.pinFacts('hang')).rejects.toMatchObject({ code: 'DRIVER_TIMEOUT' })
    expect(await driver.pinFacts('good')).toMatchObject({ state: 'ok' })
  })

  it('that crashes or leaves is told as that, and the next call finds a new one', async () => {
    const driver = badDriver()
    await expect(driver.pinFacts('crash')).rejects.toMatchObject({ code: 'DRIVER_CRASHED' })
    expect(await driver.pinFacts('good')).toMatchObject({ state: 'ok' })
    await expect(driver.pinFacts('exit')).rejects.toMatchObject({ code: 'DRIVER_CRASHED' })
    expect((await driver.list()).map(({ tokenId }) => tokenId)).toEqual(['good'])
  })

  it('that lies about lengths or types is told as a token that failed', async () => {
    const driver = badDriver()
    for (const lie of [() => driver.pinFacts('tries'), () => driver.keys('huge'), () => driver.keys('shape')]) {
      await expect(lie()).rejects.toMatchObject({ code: 'TOKEN_FAILED' })
      await driver.list()
    }
    for (const lie of ['long', 'text']) {
      const session = await driver.logIn('good', utf8('839201'))
      await expect(session.sign(lie, utf8('x'))).rejects.toMatchObject({ code: 'TOKEN_FAILED' })
    }
    const session = await driver.logIn('good', utf8('839201'))
    await expect(session.generateKey({ keyId: 'a', algorithm: 'ecdsa-p256', label: 'x' })).rejects.toMatchObject({ code: 'TOKEN_FAILED' })
    await expect(session.writeCertificates('a', [])).rejects.toMatchObject({ code: 'TOKEN_FAILED' })
  })

  it('takes its logins with it', async () => {
    const driver = badDriver()
    const session = await driver.logIn('good', utf8('839201'))
    expect(await session.sign('any', utf8('x'))).toHaveLength(1)
    await expect(session.sign('crash', utf8('x'))).rejects.toMatchObject({ code: 'DRIVER_CRASHED' })
    await driver.list()
    await expect(session.sign('any', utf8('x'))).rejects.toMatchObject({ code: 'DRIVER_CRASHED' })
    await session.logOut()
  })

  it('is left alone for a while after three failures in a row', async () => {
    nowMs = 0
    const driver = badDriver()
    for (const _time of [1, 2, 3]) await expect(driver.pinFacts('exit')).rejects.toMatchObject({ code: 'DRIVER_CRASHED' })
    await expect(driver.pinFacts('good')).rejects.toMatchObject({ code: 'DRIVER_CRASHED' })
    nowMs = 10_000
    expect(await driver.pinFacts('good')).toMatchObject({ state: 'ok' })
  })

  it('that cannot be started is a crash, not an exception of ours', async () => {
    const driver = badDriver({ program: { path: join(folder, 'nothing'), args: [] } })
    await expect(driver.list()).rejects.toMatchObject({ code: 'DRIVER_CRASHED' })
  })

  it('does the work of its driver, under a permission to write to one folder alone', async () => {
    const tokenId = await createSoftToken(folder, { label: 'hosted', pin: '246810' })
    const driver = host()
    expect((await driver.list()).map((each) => each.tokenId)).toEqual([tokenId])
    const wrong = utf8('000000')
    await expect(driver.logIn(tokenId, wrong)).rejects.toMatchObject({ code: 'PIN_INCORRECT', detail: { triesLeft: 5 } })
    expect([...wrong]).toEqual([0, 0, 0, 0, 0, 0])
    const session = await driver.logIn(tokenId, utf8('246810'))
    const { key } = await session.generateKey({ keyId: 'a1', algorithm: 'ecdsa-p256', label: 'x' })
    expect(await session.sign('a1', utf8('x'))).toBeInstanceOf(Uint8Array)
    await unplugSoftToken(folder, tokenId)
    await expect(session.sign('a1', utf8('x'))).rejects.toMatchObject({ code: 'TOKEN_REMOVED' })
    await session.logOut()
    expect(key.spki.length).toBe(91)
  })
})

describe('a library', () => {
  const path = join(folder, 'library.so')
  beforeAll(() => writeFileSync(path, 'library', { mode: 0o644 }))

  const refusalOf = (work: Promise<void>): Promise<unknown> =>
    work.then(
      () => 'taken',
      (error: { code: string; detail: unknown }) => [error.code, error.detail],
    )

  it('is refused when it is not there, not a file, or not named by an absolute path', async () => {
    expect(await refusalOf(checkLibrary('library.so'))).toEqual(['DRIVER_MISSING', { reason: 'notAbsolute' }])
    expect(await refusalOf(checkLibrary(join(folder, 'none.so')))).toEqual(['DRIVER_MISSING', { reason: 'notThere' }])
    expect(await refusalOf(checkLibrary(folder))).toEqual(['DRIVER_MISSING', { reason: 'notAFile' }])
  })

  it('is refused when others may write it, or when it is another one than the catalogue means', async () => {
    chmodSync(path, 0o666)
    expect(await refusalOf(checkLibrary(path))).toEqual(['DRIVER_MISSING', { reason: 'writableByOthers' }])
    chmodSync(path, 0o644)
    expect(await refusalOf(checkLibrary(path, '0'.repeat(64)))).toEqual(['DRIVER_MISSING', { reason: 'otherDigest' }])
    expect(await refusalOf(checkLibrary(path, createHash('sha256').update('library').digest('hex')))).toBe('taken')
  })
})
