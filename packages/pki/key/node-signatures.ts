import type { Algorithm } from '../algorithm.ts'
import { keyOctetsOf } from './public-key.ts'

/** A key of node:crypto. One of type 'ec' on the SM2 curve signs plain ECDSA: imported once more it has no such type. */
export interface NodeKey {
  readonly asymmetricKeyType?: string | undefined
}

/** The calls of node:crypto that are used, handed in: pki itself runs in browsers too. */
export interface NodeCrypto<Key extends NodeKey> {
  readonly sign: (digest: string, content: Uint8Array, key: Key) => Uint8Array
  readonly verify: (
    digest: string,
    content: Uint8Array,
    key: Key | { readonly key: Key; readonly dsaEncoding: 'ieee-p1363' },
    signature: Uint8Array,
  ) => boolean
  readonly createSign: (digest: string) => { readonly update: (content: Uint8Array) => unknown; readonly sign: (key: Key) => Uint8Array }
  readonly createVerify: (digest: string) => {
    readonly update: (content: Uint8Array) => unknown
    readonly verify: (key: Key, signature: Uint8Array) => boolean
  }
  readonly createHash: (digest: string) => { readonly update: (content: Uint8Array) => { readonly digest: () => Uint8Array } }
}

/** A key with its row of the table and its public half (SPKI). */
export interface SignatureKey<Key extends NodeKey> {
  readonly algorithm: Algorithm
  readonly spki: Uint8Array
  readonly key: Key
}

export interface NodeSignatures<Key extends NodeKey> {
  /** The X.509 signature value. */
  readonly sign: (by: SignatureKey<Key>, content: Uint8Array) => Uint8Array
  readonly verify: (by: SignatureKey<Key>, content: Uint8Array, signature: Uint8Array) => boolean
  /** The form of statements: of curves r‖s at fixed length. */
  readonly verifyPlain: (by: SignatureKey<Key>, content: Uint8Array, signature: Uint8Array) => boolean
  /** One signature over content that comes in pieces. */
  readonly signStream: (by: SignatureKey<Key>) => { readonly write: (chunk: Uint8Array) => void; readonly finish: () => Uint8Array }
  readonly verifyStream: (by: SignatureKey<Key>) => {
    readonly write: (chunk: Uint8Array) => void
    readonly finish: (signature: Uint8Array) => boolean
  }
}

/**
 * Signatures by the row of the algorithm, and the only place that calls node:crypto for them. SM2 works through streams
 * alone, fed with Z first: the one-shot calls would put in a Z of an empty identifier (decision 0012).
 */
export const openNodeSignatures = <Key extends NodeKey>(crypto: NodeCrypto<Key>): NodeSignatures<Key> => {
  const prefixOf = ({ algorithm, spki, key }: SignatureKey<Key>): Uint8Array | undefined => {
    if (algorithm.identityOf === undefined) return undefined
    if (key.asymmetricKeyType === 'ec') throw new TypeError(`a key of ${algorithm.name} must be imported before it is used`)
    return crypto
      .createHash(algorithm.nodeCrypto.digest)
      .update(algorithm.identityOf(keyOctetsOf(spki)))
      .digest()
  }
  const signStream: NodeSignatures<Key>['signStream'] = (by) => {
    const stream = crypto.createSign(by.algorithm.nodeCrypto.digest)
    const prefix = prefixOf(by)
    if (prefix !== undefined) stream.update(prefix)
    return { write: (chunk) => void stream.update(chunk), finish: () => stream.sign(by.key) }
  }
  const verifyStream: NodeSignatures<Key>['verifyStream'] = (by) => {
    const stream = crypto.createVerify(by.algorithm.nodeCrypto.digest)
    const prefix = prefixOf(by)
    if (prefix !== undefined) stream.update(prefix)
    return { write: (chunk) => void stream.update(chunk), finish: (signature) => stream.verify(by.key, signature) }
  }
  const throughStream = (by: SignatureKey<Key>, content: Uint8Array, signature: Uint8Array): boolean => {
    const stream = verifyStream(by)
    stream.write(content)
    return stream.finish(signature)
  }
  return {
    sign: (by, content) => {
      // One call, where that is right: it costs P-256 a twentieth less.
      if (by.algorithm.identityOf === undefined) return crypto.sign(by.algorithm.nodeCrypto.digest, content, by.key)
      const stream = signStream(by)
      stream.write(content)
      return stream.finish()
    },
    verify: (by, content, signature) =>
      by.algorithm.identityOf === undefined
        ? crypto.verify(by.algorithm.nodeCrypto.digest, content, by.key, signature)
        : throughStream(by, content, signature),
    verifyPlain: (by, content, signature) => {
      const { algorithm, key } = by
      if (algorithm.identityOf === undefined)
        return crypto.verify(algorithm.nodeCrypto.digest, content, { key, dsaEncoding: 'ieee-p1363' }, signature)
      if (signature.length !== algorithm.sizeBits / 4) return false
      return throughStream(by, content, algorithm.signatureFromWebCrypto(signature))
    },
    signStream,
    verifyStream,
  }
}
