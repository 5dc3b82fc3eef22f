import { spawn } from 'node:child_process'
import { createPublicKey } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toBase64, utf8 } from '@certhall/kernel/bytes'
import { tokenSuite } from '@certhall/testkit/token-suite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { softDriver } from './soft-driver.ts'
import { softAlgorithms } from './soft-key.ts'
import { createSoftToken, plugInSoftToken, unplugSoftToken } from './soft-token.ts'

const openFolder = (): string => mkdtempSync(join(tmpdir(), 'certhall-soft-'))

tokenSuite('software', {
  algorithms: softAlgorithms,
  tells: { triesLeft: true, isInitial: true, space: true },
  open: async ({ pin, triesMost }) => {
    const folder = openFolder()
    const tokenId = await createSoftToken(folder, { label: '测试', triesMost, ...(pin === 'chosen' ? { pin: '246810' } : {}) })
    const driver = softDriver({ folder })
    const path = join(folder, `${tokenId}.json`)
    return {
      driver,
      tokenId,
      pin: pin === 'chosen' ? '246810' : '1234',
      unplug: () => unplugSoftToken(folder, tokenId),
      plugIn: () => plugInSoftToken(folder, tokenId),
      fill: async () => {
        const token = JSON.parse(readFileSync(path, 'utf8')) as { totalOctets: number }
        const [facts] = await driver.list()
        writeFileSync(path, JSON.stringify({ ...token, totalOctets: token.totalOctets - (facts?.space.freeOctets ?? 0) + 100 }))
      },
      close: async () => {
        await driver.close()
        rmSync(folder, { recursive: true })
      },
    }
  },
})

describe('a software UKEY', () => {
  let folder = ''
  beforeAll(() => void (folder = openFolder()))
  afterAll(() => rmSync(folder, { recursive: true }))
  const fileOf = (tokenId: string): string => readFileSync(join(folder, `${tokenId}.json`), 'utf8')

  it('has spent the try when its program is killed before the PIN is looked at', async () => {
    const tokenId = await createSoftToken(folder, { label: 'kill', pin: '246810' })
    const script = `
      const { softDriver } = await import(${JSON.stringify(import.meta.resolve('./soft-driver.ts'))})
      const derive = async () => { process.kill(process.pid, 'SIGKILL'); await new Promise(() => setInterval(() => {}, 1000)) }
      await softDriver({ folder: ${JSON.stringify(folder)}, derive }).logIn('${tokenId}', Buffer.from('000000'))`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'ignore' })
    expect((await once(child, 'exit'))[1]).toBe('SIGKILL')
    expect(await softDriver({ folder }).pinFacts(tokenId)).toMatchObject({ state: 'low', triesLeft: 5, triesMost: 6 })
  })

  it('shows nothing of PIN and private key in its file, which is its owner’s alone', async () => {
    const tokenId = await createSoftToken(folder, { label: 'file', pin: '246810' })
    const driver = softDriver({ folder })
    const session = await driver.logIn(tokenId, utf8('246810'))
    const { key } = await session.generateKey({ keyId: 'a1', algorithm: 'ecdsa-p256', label: 'x' })
    await session.logOut()
    expect(statSync(join(folder, `${tokenId}.json`)).mode & 0o777).toBe(0o600)
    const { containers } = JSON.parse(fileOf(tokenId)) as { containers: { sealedKey: string; spki: string }[] }
    expect(containers.map(({ spki }) => spki)).toEqual([toBase64(key.spki)])
    const pkcs8Start = Buffer.from('308187020100301306072a8648ce3d0201', 'hex')
    expect(Buffer.from(containers[0]?.sealedKey ?? '', 'base64').includes(pkcs8Start)).toBe(false)
    expect(fileOf(tokenId)).not.toContain('246810')
    expect(createPublicKey({ key: Buffer.from(key.spki), format: 'der', type: 'spki' }).asymmetricKeyType).toBe('ec')
  })

  it('signs nothing with a key whose seal was moved to another name', async () => {
    const tokenId = await createSoftToken(folder, { label: 'moved', pin: '246810' })
    const driver = softDriver({ folder })
    const first = await driver.logIn(tokenId, utf8('246810'))
    await first.generateKey({ keyId: 'a1', algorithm: 'ecdsa-p256', label: 'x' })
    await first.logOut()
    writeFileSync(join(folder, `${tokenId}.json`), fileOf(tokenId).replace('"keyId": "a1"', '"keyId": "b2"'))
    const second = await driver.logIn(tokenId, utf8('246810'))
    await expect(second.sign('b2', utf8('x'))).rejects.toMatchObject({ code: 'TOKEN_FAILED' })
    await second.logOut()
  })

  it('does not take a path for a token', async () => {
    await expect(softDriver({ folder }).pinFacts('../../etc/passwd')).rejects.toMatchObject({ code: 'NO_TOKEN' })
  })

  it('hides no neighbour when its file is broken', async () => {
    const own = openFolder()
    const good = await createSoftToken(own, { label: 'good' })
    const bad = await createSoftToken(own, { label: 'bad' })
    writeFileSync(join(own, `${bad}.json`), '{"format":')
    const driver = softDriver({ folder: own })
    expect((await driver.list()).map(({ tokenId }) => tokenId)).toEqual([good])
    await expect(driver.pinFacts(bad)).rejects.toMatchObject({ code: 'TOKEN_FAILED' })
    rmSync(own, { recursive: true })
  })

  it('is not there where its folder is not', async () => {
    expect(await softDriver({ folder: join(folder, 'nowhere') }).list()).toEqual([])
  })
})
