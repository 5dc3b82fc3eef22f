import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'certhall-client-config-'))
const originsFile = join(folder, 'origins.json')
const librariesFile = join(folder, 'libraries.json')
const files = { originsFile, librariesFile, ownerUid: process.getuid?.() ?? 0 }
const withOrigins = (text: string, mode = 0o644, ownerUid = files.ownerUid) => {
  writeFileSync(originsFile, text)
  chmodSync(originsFile, mode)
  return () => readConfig({}, { originsFile, librariesFile, ownerUid })
}
const wrong = expect.objectContaining({ code: 'internal.configuration' })
afterAll(() => rmSync(folder, { recursive: true }))

describe('the origins of an installed client', () => {
  it.each([
    'http://hall.example.cn',
    'https://hall.example.cn/',
    'https://*.example.cn',
    'https://HALL.example.cn',
    'https://hall.example.cn:443',
    'https://user@hall.example.cn',
    'null',
    '*',
    '',
    'https://证书.cn',
    'http://127.0.0.1:8460',
  ])('refuse %s', (origin) => {
    expect(withOrigins(JSON.stringify({ origins: ['https://hall.example.cn', origin] }))).toThrow(wrong)
  })

  it('are refused when the file is missing, damaged, empty, not root’s, or writable by others', () => {
    expect(() => readConfig({}, { ...files, originsFile: join(folder, 'none.json') })).toThrow(wrong)
    expect(withOrigins('{')).toThrow(wrong)
    expect(withOrigins('{"origins":[]}')).toThrow(wrong)
    expect(withOrigins('{"origins":["https://hall.example.cn"]}', 0o666)).toThrow(wrong)
    expect(withOrigins('{"origins":["https://hall.example.cn"]}', 0o664)).toThrow(wrong)
    expect(withOrigins('{"origins":["https://hall.example.cn"]}', 0o644, 4_242)).toThrow(wrong)
  })

  it('are taken as they stand', () => {
    const config = withOrigins('{"origins":["https://hall.example.cn","https://hall.example.cn:8443"]}')()
    expect(config).toMatchObject({
      isEvaluation: false,
      allowedOrigins: ['https://hall.example.cn', 'https://hall.example.cn:8443'],
      ports: [18460, 18461, 18462],
    })
  })
})

describe('the origin in evaluation', () => {
  it.each([
    'http://localhost:8460',
    'http://127.0.0.1',
    'http://127.0.0.1:8460/',
    'https://127.0.0.1:8460',
    'http://127.0.0.1:80',
    'http://127.0.0.1:08460',
    'http://0.0.0.0:8460',
    'https://hall.example.cn',
    'http://127.0.0.1:8460,http://127.0.0.1:8461',
  ])('refuses %s', (origin) => {
    expect(() => readConfig({ CERTHALL_CLIENT_ORIGIN: origin }, files)).toThrow(wrong)
  })

  it('is exactly the hall that started the client', () => {
    expect(readConfig({ CERTHALL_CLIENT_ORIGIN: 'http://127.0.0.1:8460', CERTHALL_CLIENT_PORTS: '1,2' }, files)).toMatchObject({
      isEvaluation: true,
      allowedOrigins: ['http://127.0.0.1:8460'],
      ports: [1, 2],
    })
  })
})

describe('drivers that the owner of the computer names', () => {
  const withLibraries = (text: string, mode = 0o644) => {
    writeFileSync(librariesFile, text)
    chmodSync(librariesFile, mode)
    try {
      return readConfig({ CERTHALL_CLIENT_ORIGIN: 'http://127.0.0.1:8460' }, files).ownLibraries
    } finally {
      rmSync(librariesFile)
    }
  }
  const text = '{"libraries":[{"modelId":"softhsm-2","path":"/opt/token/libtoken.so"}]}'

  it('are refused when others may write the file, or it is not what it should be', () => {
    expect(() => withLibraries(text, 0o666)).toThrow(wrong)
    for (const bad of [
      '',
      '[]',
      '{"libraries":[{"path":"/opt/x.so"}]}',
      '{"libraries":[{"modelId":"x","path":"/opt/x.so","sha256":"0"}]}',
      '{"libraries":[{"modelId":"x","path":"/opt/x.so","ulongOctets":6}]}',
    ])
      expect(() => withLibraries(bad)).toThrow(wrong)
  })

  it('are none without the file, and else as they stand', () => {
    expect(readConfig({ CERTHALL_CLIENT_ORIGIN: 'http://127.0.0.1:8460' }, files).ownLibraries).toEqual([])
    expect(withLibraries(text)).toEqual([{ modelId: 'softhsm-2', path: '/opt/token/libtoken.so' }])
  })
})

describe('other settings', () => {
  it.each([
    { CERTHALL_CLIENT_PORTS: '0' },
    { CERTHALL_CLIENT_PORTS: 'x' },
    { CERTHALL_CLIENT_PORTS: '70000' },
    { CERTHALL_CLIENT_PORT: '1' },
    { CERTHALL_LOG_LEVEL: 'loud' },
  ])('refuse %o', (settings) => {
    expect(() => readConfig({ CERTHALL_CLIENT_ORIGIN: 'http://127.0.0.1:8460', ...settings }, files)).toThrow(wrong)
  })
})
