import { describe, expect, it } from 'vitest'
import { orThrow } from '@certhall/kernel/app-error'
import { systemRandom } from '@certhall/kernel/random'
import { constructedOf, integerOf, nullValue, octetStringOf, oidOf, primitiveOf, sequenceOf } from '../der/encode.ts'
import { DerReader } from '../der/reader.ts'
import { constructed, primitive, tag } from '../der/tag.ts'
import { p12Mac } from './mac.ts'
import { openP12 } from './open-p12.ts'
import { type P12Crypto, webP12Crypto } from './p12-crypto.ts'
import { p12Oid } from './p12-oids.ts'
import { encryptPbes2 } from './pbes2.ts'
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

/** Only the number of iterations matters here, not that they are done. */
const cheap: P12Crypto['pbkdf2Sha256'] = (password, salt, _iterations, length) => crypto.pbkdf2Sha256(password, salt, 1, length)

/** The same file with another iteration count in its MAC. */
const withMacIterations = (p12: Uint8Array, iterations: number): Uint8Array => {
  const pfx = new DerReader(p12).sequence()
  const [version, safe] = [pfx.element(), pfx.element()]
  const mac = pfx.sequence()
  return sequenceOf(version, safe, sequenceOf(mac.element(), mac.element(), integerOf(iterations)))
}

/** The same file with other parts, sealed again by somebody who knows the password. */
const withParts = (p12: Uint8Array, change: (parts: readonly Uint8Array[]) => readonly Uint8Array[]): Uint8Array => {
  const content = new DerReader(p12).sequence()
  const version = content.element()
  const information = content.sequence()
  information.oid()
  const safes = new DerReader(information.inner(constructed(0)).content(tag.octetString)).sequence()
  const parts: Uint8Array[] = []
  while (!safes.isDone) parts.push(safes.element())
  const safe = sequenceOf(...change(parts))
  const salt = new Uint8Array(8)
  const digest = sequenceOf(sequenceOf(oidOf(p12Oid.sha256), nullValue), octetStringOf(p12Mac(order.password, salt, 100, safe)))
  const data = sequenceOf(oidOf(p12Oid.contentData), constructedOf(constructed(0), octetStringOf(safe)))
  return sequenceOf(version, data, sequenceOf(digest, octetStringOf(salt), integerOf(100)))
}
const nested = (part: Uint8Array): Uint8Array =>
  sequenceOf(oidOf(p12Oid.contentData), constructedOf(constructed(0), octetStringOf(sequenceOf(part))))

describe('P12 files', () => {
  it('are refused with two keys, no key, more parts than anybody needs, and parts inside parts', async () => {
    const p12 = await sealP12(order)
    const code = async (change: Parameters<typeof withParts>[1]) => {
      const opened = await openP12(withParts(p12, change), order.password, crypto)
      return opened.ok ? 'opened' : opened.code
    }
    expect(await code((parts) => parts)).toBe('opened')
    expect(await code((parts) => [...parts, ...parts.slice(-1)])).toBe('p12-unsupported')
    expect(await code((parts) => parts.slice(0, 1))).toBe('p12-unsupported')
    expect(await code((parts) => [...Array<Uint8Array>(20).fill(parts[0] ?? p12), ...parts])).toBe('p12-unsupported')
    expect(await code((parts) => [nested(nested(parts[0] ?? p12)), ...parts])).toMatch(/^p12-(?:malformed|unsupported)$/)
  })

  it('are refused when their parts together would keep the computer busy, each of them within bounds', async () => {
    const derived: number[] = []
    const counting = { ...crypto, pbkdf2Sha256: (...given: Parameters<typeof cheap>) => (derived.push(given[2]), cheap(...given)) }
    const part = async (iterations: number): Promise<Uint8Array> => {
      const { algorithm, cipher } = await encryptPbes2(
        sequenceOf(),
        order.password,
        iterations,
        { ...crypto, pbkdf2Sha256: cheap },
        order.random,
      )
      const information = sequenceOf(oidOf(p12Oid.contentData), algorithm, primitiveOf(primitive(0), cipher))
      return sequenceOf(oidOf(p12Oid.contentEncryptedData), constructedOf(constructed(0), sequenceOf(integerOf(0), information)))
    }
    const p12 = await sealP12(order)
    const opened = async (...more: readonly Uint8Array[]) =>
      openP12(
        withParts(p12, (parts) => [...more, ...parts]),
        order.password,
        counting,
      )
    const heavy = await part(3_400_000)
    expect(await opened(heavy, heavy, heavy)).toMatchObject({ code: 'p12-iterations' })
    expect(derived).toEqual([3_400_000, 3_400_000])
    expect(await opened(await part(2_147_483_647))).toMatchObject({ code: 'p12-iterations' })
    expect(derived).toHaveLength(2)
  })

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
