/**
 * The cryptography a P12 needs, handed in. WebCrypto has all of it, in the browser as in Node; `webP12Crypto` is the one
 * implementation the house uses.
 */
export interface P12Crypto {
  readonly pbkdf2Sha256: (password: Uint8Array, salt: Uint8Array, iterations: number, keyOctets: number) => Promise<Uint8Array>
  /** With PKCS#7 padding. */
  readonly aesCbcEncrypt: (key: Uint8Array, iv: Uint8Array, plain: Uint8Array) => Promise<Uint8Array>
  /** Undefined when the padding is wrong. */
  readonly aesCbcDecrypt: (key: Uint8Array, iv: Uint8Array, cipher: Uint8Array) => Promise<Uint8Array | undefined>
}

export const webP12Crypto = (subtle: SubtleCrypto): P12Crypto => ({
  pbkdf2Sha256: async (password, salt, iterations, keyOctets) => {
    const key = await subtle.importKey('raw', password.slice(), 'PBKDF2', false, ['deriveBits'])
    return new Uint8Array(await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: salt.slice(), iterations }, key, keyOctets * 8))
  },
  aesCbcEncrypt: async (key, iv, plain) => {
    const aes = await subtle.importKey('raw', key.slice(), 'AES-CBC', false, ['encrypt'])
    return new Uint8Array(await subtle.encrypt({ name: 'AES-CBC', iv: iv.slice() }, aes, plain.slice()))
  },
  aesCbcDecrypt: async (key, iv, cipher) => {
    const aes = await subtle.importKey('raw', key.slice(), 'AES-CBC', false, ['decrypt'])
    try {
      return new Uint8Array(await subtle.decrypt({ name: 'AES-CBC', iv: iv.slice() }, aes, cipher.slice()))
    } catch {
      // WebCrypto tells nothing but failure: the padding did not come out right.
      return undefined
    }
  },
})
