import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

const base = { CERTHALL_DATABASE_URL: 'postgresql:///certhall' }
const secure = { ...base, CERTHALL_TLS_CERT: import.meta.filename, CERTHALL_TLS_KEY: import.meta.filename }

describe('the settings of the server', () => {
  it.each<[string, Record<string, string>, string]>([
    ['a misspelled setting', { ...base, CERTHALL_PROT: '1' }, 'unknown-setting'],
    ['no database', {}, 'missing'],
    ['an unknown mode', { ...base, CERTHALL_MODE: 'test' }, 'not-one-of-evaluation-production'],
    ['evaluation on all addresses', { ...base, CERTHALL_HOST: '0.0.0.0' }, 'loopback-only-in-evaluation'],
    ['a port that is none', { ...base, CERTHALL_PORT: '80a' }, 'not-a-port'],
    ['production without a public address', { ...base, CERTHALL_MODE: 'production' }, 'missing'],
    [
      'production without https',
      { ...base, CERTHALL_MODE: 'production', CERTHALL_PUBLIC_URL: 'http://hall.example' },
      'https-only-in-production',
    ],
    ['a public address with a query', { ...base, CERTHALL_PUBLIC_URL: 'http://127.0.0.1:1/?a' }, 'not-an-address'],
    ['a TLS certificate without its key', { ...base, CERTHALL_TLS_CERT: import.meta.filename }, 'missing'],
    ['a TLS file that cannot be read', { ...base, CERTHALL_TLS_CERT: '/nonexistent', CERTHALL_TLS_KEY: '/nonexistent' }, 'unreadable-file'],
    [
      'a certificate login without TLS',
      { ...base, CERTHALL_CERTIFICATE_LOGIN_URL: 'https://localhost:8470', CERTHALL_CERTIFICATE_LOGIN_PORT: '8470' },
      'missing',
    ],
    ['a certificate login without a port', { ...secure, CERTHALL_CERTIFICATE_LOGIN_URL: 'https://localhost:8470' }, 'not-a-port'],
    [
      'a certificate login at a page',
      { ...secure, CERTHALL_CERTIFICATE_LOGIN_URL: 'https://localhost:8470/x', CERTHALL_CERTIFICATE_LOGIN_PORT: '8470' },
      'not-an-https-origin',
    ],
    [
      'a certificate login at the hall’s own host name',
      { ...secure, CERTHALL_CERTIFICATE_LOGIN_URL: 'https://127.0.0.1:8470', CERTHALL_CERTIFICATE_LOGIN_PORT: '8470' },
      'host-of-the-hall',
    ],
    [
      'a certificate login on the hall’s own port',
      { ...secure, CERTHALL_CERTIFICATE_LOGIN_URL: 'https://localhost', CERTHALL_CERTIFICATE_LOGIN_PORT: '8460' },
      'port-of-the-hall',
    ],
  ])('are refused with %s', (_what, environment, reason) => {
    expect(() => readConfig(environment)).toThrowError(
      expect.objectContaining({ code: 'internal.configuration', detail: expect.objectContaining({ reason }) }),
    )
  })

  it('have defaults for evaluation', () => {
    expect(readConfig(base)).toMatchObject({
      mode: 'evaluation',
      host: '127.0.0.1',
      port: 8460,
      publicUrl: 'http://127.0.0.1:8460',
      responderUrl: 'http://127.0.0.1:8461',
      tls: null,
    })
  })
})
