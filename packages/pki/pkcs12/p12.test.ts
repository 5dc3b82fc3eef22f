import { describe, expect, it } from 'vitest'
import { orThrow } from '@certhall/kernel/app-error'
import { systemRandom } from '@certhall/kernel/random'
import { integerOf, octetStringOf, sequenceOf } from '../der/encode.ts'
import { DerReader } from '../der/reader.ts'
import { openP12 } from './open-p12.ts'
import { webP12Crypto } from './p12-crypto.ts'
import { type P12Order, sealP12 } from './seal-p12.ts'

const crypto = webP12Crypto(globalThis.crypto.subtle)
const order: P12Order = {
  privateKeyPkcs8: Uint8Array.of(0x30, 3, 2, 1, 5),
  certificates: [sequenceOf(integerOf(1)), sequenceOf(integerOf(2))],
  password: '密码 1',
  friendlyName: '张三',
  iterations: 100,
  crypto,
  random: systemRandom,
}

/** The same file with another iteration count in its MAC. */
const withMacIterations = (p12: Uint8Array, iterations: number): Uint8Array => {
  const pfx = new DerReader(p12).sequence()
  const [version, safe] = [pfx.element(), pfx.element()]
  const mac = pfx.sequence()
  return sequenceOf(version, safe, sequenceOf(mac.element(), mac.element(), integerOf(iterations)))
}

describe('P12 files', () => {
  it('are refused with the wrong password, and when any part was changed', async () => {
    const p12 = await sealP12(order)
    expect(await openP12(p12, '密码 2', crypto)).toMatchObject({ ok: false, code: 'p12-password' })
    const changed = p12.map((octet, index) => (index === Math.floor(p12.length / 2) ? octet ^ 1 : octet))
    expect((await openP12(changed, order.password, crypto)).ok).toBe(false)
  })

  it('are refused when a count would keep the computer busy, or the file is too large or none', async () => {
    const p12 = await sealP12(order)
    expect(await openP12(withMacIterations(p12, 10_000_001), order.password, crypto)).toMatchObject({ code: 'p12-iterations' })
    expect(await openP12(new Uint8Array(2 * 1024 * 1024 + 1), 'x', crypto)).toMatchObject({ code: 'p12-too-large' })
    expect(await openP12(octetStringOf(new Uint8Array(5)), 'x', crypto)).toMatchObject({ code: 'p12-malformed' })
    expect(await openP12(p12.slice(0, -1), order.password, crypto)).toMatchObject({ code: 'p12-malformed' })
  })

  it('are not made without password or certificate', async () => {
    await expect(sealP12({ ...order, password: '' })).rejects.toThrow(RangeError)
    await expect(sealP12({ ...order, certificates: [] })).rejects.toThrow(RangeError)
  })

  it('give back key, certificates and name', async () => {
    const opened = orThrow(await openP12(await sealP12(order), order.password, crypto))
    expect(opened).toEqual({ privateKeyPkcs8: order.privateKeyPkcs8, certificates: order.certificates, friendlyName: '张三' })
  })
})
