import { fromBase64 } from '@certhall/kernel/bytes'
import { describe, expect, it, vi } from 'vitest'
import { sha256Hex } from '../keystore/digest.ts'
import { sampleToken } from '../ukey/fake-client.ts'
import { ukeyFault } from '../ukey/faults.ts'
import type { RunOperation } from '../ukey/ukey-medium.ts'
import { enrolInUkey, type UkeyEnrolmentGround } from './ukey-enrolment.ts'

const window = { show: () => true, close: () => {} }
const order = { link: 'secret-of-the-link', subject: '王审核 · 审核员', token: sampleToken, window, language: 'zh' } as const
const certificate = 'AQID'
const result = { personId: 'p', name: '王审核', roles: ['reviewer' as const], certificate, notAfter: '2027-01-01T00:00:00.000Z' }

const ground = async (part: Partial<UkeyEnrolmentGround> = {}, installedSha256?: string) => {
  const asked: [string, Record<string, unknown>][] = []
  const certificateSha256 = installedSha256 ?? (await sha256Hex(fromBase64(certificate)))
  const run = (async (method: string, params: Record<string, unknown>) => (
    asked.push([method, params]), method === 'key.enrol' ? { csr: 'BBBB' } : { certificateSha256 }
  )) as unknown as RunOperation
  const enrol = vi.fn(async () => result)
  return {
    asked,
    enrol,
    ground: { run, enrol, readAuthorities: async () => [{ certificate: 'CCCC', subject: new Uint8Array() }], ...part },
  }
}

describe('enrolling into a UKEY', () => {
  it('uses no link up while the authority of the staff cannot be read', async () => {
    const { ground: given, asked, enrol } = await ground({ readAuthorities: () => Promise.reject(new Error('unreadable')) })
    await expect(enrolInUkey(given, order)).rejects.toThrow('unreadable')
    expect([asked, enrol.mock.calls]).toEqual([[], []])
  })

  it('uses no link up when the person cancels at the client', async () => {
    const run = (async () => {
      throw ukeyFault('USER_CANCELLED')
    }) as unknown as RunOperation
    const { ground: given, enrol } = await ground({ run })
    await expect(enrolInUkey(given, order)).rejects.toMatchObject({ code: 'USER_CANCELLED' })
    expect(enrol).not.toHaveBeenCalled()
  })

  it('is not over when the client wrote another certificate', async () => {
    const { ground: given } = await ground({}, 'ef'.repeat(32))
    await expect(enrolInUkey(given, order)).rejects.toMatchObject({ code: 'ANSWER_MALFORMED' })
  })

  it('makes the key there, sends the request, and writes the certificate with its chain', async () => {
    const { ground: given, asked, enrol } = await ground()
    expect(await enrolInUkey(given, order)).toEqual(result)
    expect(asked.map(([method]) => method)).toEqual(['key.enrol', 'certificate.install'])
    expect(asked[0]?.[1]).toMatchObject({ tokenRef: 'ref-1', algorithm: 'ecdsa-p256', subject: order.subject })
    expect(enrol).toHaveBeenCalledWith(order.link, 'BBBB')
    expect(asked[1]?.[1]).toMatchObject({ chain: ['AQID', 'CCCC'], enrolId: asked[0]?.[1]['enrolId'] })
  })

  it('names the key by the link, without telling the link', async () => {
    const { ground: given, asked } = await ground()
    await enrolInUkey(given, order)
    await enrolInUkey(given, order)
    await enrolInUkey(given, { ...order, link: 'another-link' })
    const names = asked.filter(([method]) => method === 'key.enrol').map(([, { enrolId }]) => String(enrolId))
    expect(names[0]).toMatch(/^staff-[0-9a-f]{24}$/)
    expect(names[1]).toBe(names[0])
    expect(names[2]).not.toBe(names[0])
    expect(JSON.stringify(asked)).not.toContain(order.link)
  })
})
