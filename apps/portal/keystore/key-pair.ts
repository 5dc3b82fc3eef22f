import { algorithmOf, type WebAlgorithmName } from '@certhall/pki/algorithm'
import { buildCsr } from '@certhall/pki/csr/build-csr'

/** A key pair in the hand of this page; it is gone with the page unless it was sealed. */
export interface KeyPair {
  readonly algorithm: WebAlgorithmName
  readonly spki: Uint8Array<ArrayBuffer>
  readonly pkcs8: Uint8Array<ArrayBuffer>
  /** As WebCrypto signs: RSA PKCS#1 v1.5, ECDSA as r‖s. */
  readonly sign: (content: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>
}

/** Extractable on purpose: the key must go into a file, or under a password into this browser's store. */
export const generateKeyPair = async (algorithm: WebAlgorithmName): Promise<KeyPair> => {
  const { generate } = algorithmOf(algorithm).webCrypto
  const pair = (await crypto.subtle.generateKey(generate, true, ['sign', 'verify'])) as CryptoKeyPair
  return {
    algorithm,
    spki: new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey)),
    pkcs8: new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey)),
    sign: signWith(algorithm, pair.privateKey),
  }
}

/** The pair again from its two octet strings. Rejects with a DOMException when the private key cannot be read. */
export const importKeyPair = async (
  algorithm: WebAlgorithmName,
  spki: Uint8Array<ArrayBuffer>,
  pkcs8: Uint8Array<ArrayBuffer>,
): Promise<KeyPair> => {
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, algorithmOf(algorithm).webCrypto.import, false, ['sign'])
  return { algorithm, spki, pkcs8, sign: signWith(algorithm, key) }
}

/** The subject stays empty: the certificate's subject comes from the approved application, never from the request. */
export const requestOf = (pair: KeyPair): Promise<Uint8Array<ArrayBuffer>> => buildCsr({ spki: pair.spki, subject: [], sign: pair.sign })

const signWith =
  (algorithm: WebAlgorithmName, key: CryptoKey): KeyPair['sign'] =>
  async (content) =>
    new Uint8Array(await crypto.subtle.sign(algorithmOf(algorithm).webCrypto.sign, key, content))
