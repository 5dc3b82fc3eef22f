import { createHash, generateKeyPairSync, verify } from 'node:crypto'
import { concat, utf8 } from '@certhall/kernel/bytes'
import { algorithmOf } from '@certhall/pki/algorithm'
import { afterAll, describe, expect, it } from 'vitest'
import { openSigningPool } from './signing-pool.ts'

describe('the signing workers', () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pool = openSigningPool([{ authorityId: 'issuing-ec', algorithm: algorithmOf('ecdsa-p256'), privateKey: pair.privateKey }], 2)
  afterAll(() => pool.close())

  it('leave the outcome open for a key they do not hold, and go on', async () => {
    expect(await pool.sign('issuing-rsa', [utf8('a'), utf8('b')])).toEqual([undefined, undefined])
    expect((await pool.sign('issuing-ec', [utf8('a')]))[0]).toBeInstanceOf(Uint8Array)
  })

  it('give one signature for each of many, in order', async () => {
    const messages = Array.from({ length: 100 }, (_unused, index) => utf8(`message ${index}`))
    const signatures = await pool.sign('issuing-ec', messages)
    expect(signatures).toHaveLength(100)
    for (const [index, message] of messages.entries())
      expect(verify('sha256', message, pair.publicKey, signatures[index] ?? new Uint8Array())).toBe(true)
  })

  it('sign what comes in pieces as one', async () => {
    const pieces = Array.from({ length: 5 }, (_unused, index) => utf8(createHash('sha256').update(String(index)).digest('hex')))
    const whole = concat(...pieces)
    const stream = pool.signStream('issuing-ec')
    for (const piece of pieces) stream.write(piece.slice())
    expect(verify('sha256', whole, pair.publicKey, await stream.finish())).toBe(true)
  })

  it('never sign the rest of a list without its beginning', async () => {
    const one = openSigningPool([{ authorityId: 'issuing-ec', algorithm: algorithmOf('ecdsa-p256'), privateKey: pair.privateKey }], 1)
    const stream = one.signStream('issuing-ec')
    stream.write(utf8('beginning'))
    // A key the worker does not hold ends its thread; another takes its place.
    await one.sign('issuing-rsa', [utf8('a')])
    expect(() => stream.write(utf8('rest'))).toThrow(expect.objectContaining({ code: 'busy.signer' }))
    await expect(stream.finish()).rejects.toMatchObject({ code: 'busy.signer' })
    await one.close()
  })
})
