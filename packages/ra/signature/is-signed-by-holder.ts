import { fromBase64Url, utf8 } from '@certhall/kernel/bytes'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { parsePublicKey } from '@certhall/pki/key/public-key'
import { isSignedPlainly } from './signatures.ts'

/** Statements of holders, in WebCrypto's forms: r‖s with the curve's hash for ECDSA and SM2, PKCS#1 v1.5 with SHA-256 for RSA. */
export const isSignedByHolder = (certificateDer: Uint8Array, text: string, signature: string): boolean => {
  const publicKey = parsePublicKey(parseCertificate(certificateDer).spki)
  if (!publicKey.ok) return false
  try {
    return isSignedPlainly(publicKey.value, utf8(text), fromBase64Url(signature))
  } catch {
    // Not even base64url: nobody signed this.
    return false
  }
}
