import { describe, expect, it } from 'vitest'
import { isNodeTooOld, readConfig, readLanguage } from './config.ts'

const codeOf = (environment: Record<string, string>): unknown => {
  try {
    readConfig(environment)
    return 'accepted'
  } catch (error) {
    return (error as { detail?: { setting?: string; reason?: string } }).detail
  }
}

describe('readConfig', () => {
  it.each([
    [{ CERTHALL_PROT: '1' }, 'CERTHALL_PROT', 'unknown-setting'],
    [{ CERTHALL_MODE: 'demo' }, 'CERTHALL_MODE', 'not-one-of-evaluation-production'],
    [{ CERTHALL_HOST: '0.0.0.0' }, 'CERTHALL_HOST', 'loopback-only-in-evaluation'],
    [{ CERTHALL_PORT: '80x' }, 'CERTHALL_PORT', 'not-a-number-in-range'],
    [{ CERTHALL_PORT: '65536' }, 'CERTHALL_PORT', 'not-a-number-in-range'],
    [{ CERTHALL_PORT: '65535' }, 'CERTHALL_RESPONDER_PORT', 'not-a-number-in-range'],
    [{ CERTHALL_PORT: '9000', CERTHALL_RESPONDER_PORT: '9000' }, 'CERTHALL_RESPONDER_PORT', 'same-as-CERTHALL_PORT'],
    [{ CERTHALL_MODE: 'production' }, 'CERTHALL_PUBLIC_URL', 'missing'],
    [{ CERTHALL_PUBLIC_URL: 'hall.example' }, 'CERTHALL_PUBLIC_URL', 'not-an-address'],
    [{ CERTHALL_SIGNER_DATABASE_URL: 'postgresql://a@b/c' }, 'CERTHALL_DATABASE_URL', 'missing'],
    [
      { CERTHALL_MODE: 'production', CERTHALL_PUBLIC_URL: 'https://hall.example', CERTHALL_DATABASE_URL: 'postgresql://a@b/c' },
      'CERTHALL_SIGNER_DATABASE_URL',
      'missing',
    ],
  ])('refuses %o', (environment, setting, reason) => {
    expect(codeOf(environment)).toMatchObject({ setting, reason })
  })

  it('takes the responder next to the hall unless told otherwise', () => {
    expect(readConfig({ CERTHALL_PORT: '9000' })).toMatchObject({ port: 9000, responderPort: 9001, publicUrl: 'http://127.0.0.1:9000' })
  })

  it('tells each program its own settings only', () => {
    const config = readConfig({ PATH: '/bin', CERTHALL_SIGNER_PASSPHRASE_FILE: '/s', CERTHALL_SMTP_URL: 'smtp://m' })
    expect(config.environmentFor('server', { CERTHALL_SIGNER_DATABASE_URL: 'x', CERTHALL_DATABASE_URL: 'y' })).toEqual({
      PATH: '/bin',
      CERTHALL_SMTP_URL: 'smtp://m',
      CERTHALL_DATABASE_URL: 'y',
    })
    expect(config.environmentFor('signer', { CERTHALL_SIGNER_DATABASE_URL: 'x', CERTHALL_DATABASE_URL: 'y' })).toEqual({
      PATH: '/bin',
      CERTHALL_SIGNER_PASSPHRASE_FILE: '/s',
      CERTHALL_SIGNER_DATABASE_URL: 'x',
    })
  })

  it('uses the embedded cluster when no address is given, and one address for all in evaluation', () => {
    expect(readConfig({}).databases).toBeUndefined()
    expect(readConfig({ CERTHALL_DATABASE_URL: 'postgresql://a@b/c' }).databases).toEqual({
      serverUrl: 'postgresql://a@b/c',
      signerUrl: 'postgresql://a@b/c',
      responderUrl: 'postgresql://a@b/c',
    })
  })
})

describe('the terminal', () => {
  it('is spoken to in Chinese when it asks for it', () => {
    expect([{ LANG: 'zh_CN.UTF-8' }, { LC_ALL: 'C', LANG: 'zh_CN.UTF-8' }, {}].map((environment) => readLanguage(environment))).toEqual([
      'zh',
      'en',
      'en',
    ])
  })

  it('refuses an old Node', () => {
    expect(['20.20.2', '24.6.0', '24.7.0', '26.0.0'].map((version) => isNodeTooOld(version))).toEqual([true, true, false, false])
  })
})
