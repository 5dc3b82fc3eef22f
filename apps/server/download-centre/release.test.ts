import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '@certhall/kernel/log'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRelease } from './release.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certhall-release-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const content = Buffer.from('a client')
const digest = (name: string): string => createHash(name).update(content).digest('hex')
const entry = (part: object = {}) => ({
  file: 'certhall-client_0.1.0_amd64.deb',
  kind: 'client',
  system: 'linux-x64',
  version: '0.1.0',
  size: content.length,
  sha256: digest('sha256'),
  sm3: digest('sm3'),
  ...part,
})
const write = (...files: object[]): void =>
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ format: 'certhall.release.v1', files }))

describe('the release folder', () => {
  it.each([
    ['another SHA-256', { sha256: '0'.repeat(64) }],
    ['another SM3', { sm3: '0'.repeat(64) }],
    ['another size', { size: 9 }],
    ['a name with a path', { file: '../certhall-client_0.1.0_amd64.deb' }],
    ['a system that nobody knows', { system: 'amiga' }],
    ['a kind that nobody knows', { kind: 'driver' }],
  ])('offers nothing with %s', async (_what, part) => {
    writeFileSync(join(folder, entry().file), content)
    write(entry(part))
    const release = openRelease(folder, silentLog)
    expect(await release.files()).toEqual([])
    expect(await release.path(entry().file)).toBeUndefined()
  })

  it('serves no file that is not on the list', async () => {
    writeFileSync(join(folder, 'secret'), content)
    write(entry())
    const release = openRelease(folder, silentLog)
    for (const file of ['secret', 'manifest.json', '../secret', '']) expect(await release.path(file)).toBeUndefined()
  })

  it('stops serving a file that was changed after it was looked at', async () => {
    writeFileSync(join(folder, entry().file), content)
    write(entry())
    const release = openRelease(folder, silentLog)
    expect(await release.path(entry().file)).toBe(join(folder, entry().file))
    writeFileSync(join(folder, entry().file), 'b client')
    expect(await release.path(entry().file)).toBeUndefined()
  })

  it('offers nothing while nothing was built or the manifest is broken, and finds what is built later', async () => {
    const release = openRelease(folder, silentLog)
    expect(await release.files()).toEqual([])
    writeFileSync(join(folder, 'manifest.json'), '{')
    expect(await release.files()).toEqual([])
    writeFileSync(join(folder, entry().file), content)
    write(entry())
    expect((await release.files()).map(({ file }) => file)).toEqual([entry().file])
  })
})
