import { toBase64Url, utf8 } from '@certhall/kernel/bytes'
import { DerError } from '@certhall/pki/der/der-error'
import type { PublicKey } from '@certhall/pki/key/public-key'
import { type OperationDeps, refusal } from './operation.ts'
import type { TokenLogin } from './ports.ts'

/** WebCrypto's form (r‖s of fixed length, PKCS#1) of what a token answered; anything else is the driver's failure. */
export const webCryptoSignature = ({ algorithm }: PublicKey, signature: Uint8Array): Uint8Array<ArrayBuffer> => {
  try {
    const converted = algorithm.signatureToWebCrypto(signature)
    if (converted !== undefined) return converted
  } catch (error) {
    if (!(error instanceof DerError)) throw error
  }
  throw refusal('TOKEN_FAILED')
}

/** A statement signed by the key in the token, in the form of every statement; verified before it leaves. */
export const signStatement = async (
  { verifySignature }: OperationDeps,
  login: TokenLogin,
  keyId: string,
  key: PublicKey,
  text: string,
): Promise<{ readonly text: string; readonly signature: string }> => {
  const signature = await login.sign(keyId, utf8(text))
  const converted = webCryptoSignature(key, signature)
  if (!(await verifySignature(key, utf8(text), signature))) throw refusal('TOKEN_FAILED')
  return { text, signature: toBase64Url(converted) }
}
