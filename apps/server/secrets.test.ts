import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemRandom } from '@certhall/kernel/random'
import { evidenceSealer, hmacPepper } from '@certhall/ra/evidence-sealer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { secretKey } from './secrets.ts'

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'certhall-secrets-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

describe('secrets of the server', () => {
  it('refuse a file that was cut short', () => {
    secretKey(directory, 'cut', systemRandom)
    writeFileSync(join(directory, 'secrets/cut'), 'short')
    expect(() => secretKey(directory, 'cut', systemRandom)).toThrow(RangeError)
  })

  it('are made once, readable by their owner alone', () => {
    const first = secretKey(directory, 'evidence-key', systemRandom)
    expect(secretKey(directory, 'evidence-key', systemRandom)).toEqual(first)
    expect(statSync(join(directory, 'secrets/evidence-key')).mode & 0o777).toBe(0o600)
    expect(statSync(join(directory, 'secrets')).mode & 0o777).toBe(0o700)
  })
})

describe('sealed evidence', () => {
  const sealer = evidenceSealer(systemRandom.bytes(32), systemRandom)
  const box = sealer.seal(Uint8Array.of(1, 2, 3), 'ra.document:1')

  it('does not open in another row, under another key, or when a bit was changed', () => {
    expect(() => sealer.open(box, 'ra.document:2')).toThrowError(expect.objectContaining({ code: 'internal.unexpected' }))
    expect(() => evidenceSealer(systemRandom.bytes(32), systemRandom).open(box, 'ra.document:1')).toThrow()
    for (let index = 0; index < box.length; index += 1)
      expect(() =>
        sealer.open(
          box.map((byte, at) => (at === index ? byte ^ 1 : byte)),
          'ra.document:1',
        ),
      ).toThrow()
    expect(() => sealer.open(box.subarray(0, 20), 'ra.document:1')).toThrow()
  })

  it('opens where it belongs, and never looks the same twice', () => {
    expect(sealer.open(box, 'ra.document:1')).toEqual(Uint8Array.of(1, 2, 3))
    expect(sealer.seal(Uint8Array.of(1, 2, 3), 'ra.document:1')).not.toEqual(box)
  })

  it('digests one value differently for each purpose', () => {
    const pepper = hmacPepper(systemRandom.bytes(32))
    expect(pepper.digest('address.mobile', '138')).not.toEqual(pepper.digest('contact-code', '138'))
    expect(pepper.digest('a', 'b')).toEqual(pepper.digest('a', 'b'))
  })
})
