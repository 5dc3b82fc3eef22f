import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { silentLog } from '@certhall/kernel/log'
import { describe, expect, it } from 'vitest'
import { freezeCertificate, type FreezeDeps, type FreezeTransaction } from './freeze-certificate.ts'
import type { StoredCertificate } from './ports.ts'

const nowMs = 1_800_000_000_000
const key = { authorityId: 'issuing-ec', serialNumber: '01' }

/** Nothing but the certificate is there: whoever writes before refusing fails otherwise. */
const freezing = (usage: string): Promise<StoredCertificate> => {
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '/dev/null']
  const pem = execFileSync('openssl', [...words, '-subj', '/CN=x', '-addext', `extendedKeyUsage=${usage}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const certificate = { ...key, state: 'valid', notAfterMs: nowMs + 1, der: new Uint8Array(new X509Certificate(pem).raw) }
  const written = { freeze: () => Promise.reject(new Error('written')), lock: async () => certificate }
  const deps = {
    clock: { nowMs: () => nowMs },
    log: silentLog,
    transaction: (work: (tx: FreezeTransaction) => unknown) => work({ certificates: written } as never),
  }
  return freezeCertificate(deps as unknown as FreezeDeps)({ key, reason: 'other', remark: '', actor: { kind: 'system', name: 'test' } })
}

describe('a freeze', () => {
  it.each(['serverAuth', 'clientAuth,serverAuth'])(
    'is refused for what authenticates a TLS server (%s), before anything is written',
    async (usage) => {
      await expect(freezing(usage)).rejects.toMatchObject({ code: 'policy.not-freezable' })
    },
  )

  it('gets as far as writing for any other', async () => {
    await expect(freezing('clientAuth,emailProtection')).rejects.toThrow('written')
  })
})
