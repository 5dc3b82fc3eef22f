/** SM2 through node:crypto: the published example, both directions, and every way in which it would be wrong in silence. */
import { createHash, createPublicKey, createSign, createVerify, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { selfTest } from '@certhall/ca/key/self-test'
import { generateKey, signatures } from '@certhall/ca/key/signatures'
import { fromHex, toHex, utf8 } from '@certhall/kernel/bytes'
import { algorithmOf } from '@certhall/pki/algorithm'
import { bitStringOf, sequenceOf } from '@certhall/pki/der/encode'
import { type NodeCrypto, openNodeSignatures } from '@certhall/pki/key/node-signatures'
import { sm2Identity } from '@certhall/pki/key/sm2-identity'
import { describe, expect, it } from 'vitest'

/** GB/T 32918.5 annex A: curve sm2p256v1, default identifier, message `message digest`. */
const example = {
  point:
    '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
  z: 'b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3',
  e: 'f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640',
  rs:
    'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3' + 'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
}
const algorithm = algorithmOf('sm2')
const message = utf8('message digest')
const sm3 = (...parts: readonly Uint8Array[]): string => parts.reduce((hash, part) => hash.update(part), createHash('sm3')).digest('hex')
const publicKeyOf = (point: Uint8Array) => {
  const spki = sequenceOf(algorithm.keyIdentifier, bitStringOf(point))
  return { algorithm, spki, key: createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }) }
}

describe('SM3 and SM2', () => {
  const signer = publicKeyOf(fromHex(example.point))
  const value = algorithm.signatureFromWebCrypto(fromHex(example.rs))

  it('refuse the published signature over another message, with another key, and with a turned bit', () => {
    expect(signatures.verify(signer, utf8('message digesT'), value)).toBe(false)
    const other = generateKey(algorithm)
    expect(signatures.verify({ algorithm, spki: other.spki, key: other.publicKey }, message, value)).toBe(false)
    expect(
      signatures.verify(
        signer,
        message,
        value.map((octet, index) => (index === value.length - 1 ? octet ^ 1 : octet)),
      ),
    ).toBe(false)
    expect(signatures.verifyPlain(signer, message, fromHex(`${example.rs}00`))).toBe(false)
    expect(signatures.verifyPlain(signer, message, new Uint8Array(64))).toBe(false)
  })

  it('refuse to sign with a key that would make plain ECDSA', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'SM2' })
    const spki = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }))
    expect(() => signatures.sign({ algorithm, spki, key: privateKey }, message)).toThrow(/imported/)
    expect(() => signatures.verify({ algorithm, spki, key: publicKey }, message, value)).toThrow(/imported/)
  })

  it('give the published values', () => {
    expect(sm3(utf8('abc'))).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0')
    expect(sm3(sm2Identity(fromHex(example.point)))).toBe(example.z)
    expect(sm3(fromHex(example.z), message)).toBe(example.e)
    expect(signatures.verify(signer, message, value)).toBe(true)
    expect(signatures.verifyPlain(signer, message, fromHex(example.rs))).toBe(true)
    expect(toHex(algorithm.signatureToWebCrypto(value) ?? new Uint8Array())).toBe(example.rs)
  })

  it('agree with themselves, at once and in pieces, in both directions', () => {
    const { privateKey, publicKey, spki } = generateKey(algorithm)
    const [own, open] = [
      { algorithm, spki, key: privateKey },
      { algorithm, spki, key: publicKey },
    ]
    const stream = signatures.signStream(own)
    for (const piece of ['message', ' ', 'digest']) stream.write(utf8(piece))
    for (const signature of [signatures.sign(own, message), stream.finish()]) {
      expect(signatures.verify(open, message, signature)).toBe(true)
      const check = signatures.verifyStream(open)
      check.write(message)
      expect(check.finish(signature)).toBe(true)
    }
  })
})

describe('the self-test at start', () => {
  const node: NodeCrypto<KeyObject> = { createHash, createSign, createVerify, sign, verify }
  /** A Node whose streams put Z before the content by themselves: with ours it would count twice (nodejs/node 53761). */
  const z = fromHex(example.z)
  const fixed =
    <Stream extends { readonly update: (content: Uint8Array) => unknown }>(create: (digest: string) => Stream) =>
    (digest: string): Stream => {
      const stream = create(digest)
      if (digest === 'sm3') stream.update(z)
      return stream
    }

  it.each<[string, Partial<NodeCrypto<KeyObject>>]>([
    ['verifies', { createVerify: fixed(createVerify) }],
    ['signs', { createSign: fixed(createSign) }],
    ['signs and verifies', { createSign: fixed(createSign), createVerify: fixed(createVerify) }],
  ])('stops a library that mixes Z in by itself when it %s', (_what, change) => {
    expect(() => selfTest(openNodeSignatures({ ...node, ...change }))).toThrow(
      expect.objectContaining({ code: 'internal.self-test', detail: { algorithm: 'sm2' } }),
    )
  })

  it('passes with the library we have', () => {
    expect(() => selfTest()).not.toThrow()
  })
})
