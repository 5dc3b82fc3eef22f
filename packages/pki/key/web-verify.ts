import { DerError } from '../der/der-error.ts'
import type { VerifySignature } from './public-key.ts'

/** Signature verification by WebCrypto (browser and Node); the platform's object is handed in. */
export const webVerifySignature =
  (subtle: SubtleCrypto): VerifySignature =>
  async ({ algorithm, spki }, signed, signature) => {
    // A row that the platform does not have proves nothing here.
    if (algorithm.webCrypto === undefined) return false
    const raw = rawSignature(algorithm.signatureToWebCrypto, signature)
    if (raw === undefined) return false
    const key = await subtle.importKey('spki', spki.slice(), algorithm.webCrypto.import, false, ['verify'])
    return subtle.verify(algorithm.webCrypto.sign, key, raw, signed.slice())
  }

const rawSignature = (
  convert: (signature: Uint8Array) => Uint8Array<ArrayBuffer> | undefined,
  signature: Uint8Array,
): Uint8Array<ArrayBuffer> | undefined => {
  try {
    return convert(signature)
  } catch (error) {
    if (error instanceof DerError) return undefined
    throw error
  }
}
