import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { toBase64, toBase64Url, utf8 } from '@certhall/kernel/bytes'
import { isWebAlgorithm, type WebAlgorithmName } from '@certhall/pki/algorithm'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { DerError } from '@certhall/pki/der/der-error'
import { parsePublicKey } from '@certhall/pki/key/public-key'
import { nameValue } from '@certhall/pki/name/parse-name'
import { openP12, type P12Refusal } from '@certhall/pki/pkcs12/open-p12'
import { webP12Crypto } from '@certhall/pki/pkcs12/p12-crypto'
import { sha256Hex } from '../keystore/digest.ts'
import { importKeyPair, type KeyPair } from '../keystore/key-pair.ts'
import { normalPassword } from '../keystore/password-rules.ts'

/** A soft certificate with its key, open in this page and gone with it. */
export interface SoftKey {
  /** base64 DER. */
  readonly certificate: string
  readonly certificateSha256: string
  readonly name: string
  readonly notAfterMs: number
  readonly algorithm: WebAlgorithmName
  readonly pair: KeyPair
}

export type SoftRefusal = P12Refusal | 'no-certificate' | 'key-mismatch'

/** No certificate file comes near it: what is larger is not even read. */
export const largestFileBytes = 2 * 1024 * 1024

/** Opens a P12 in this page. Key and certificate must be a pair, else the hall would refuse with a less helpful word. */
export const openSoftKey = async (file: Uint8Array<ArrayBuffer>, password: string): Promise<Decision<SoftKey, SoftRefusal>> => {
  const opened = await openP12(file, normalPassword(password), webP12Crypto(crypto.subtle))
  if (!opened.ok) return opened
  const [der] = opened.value.certificates
  return der === undefined ? refused('no-certificate') : softKeyOf(der.slice(), opened.value.privateKeyPkcs8.slice())
}

/** Signature over a login's text: r‖s for curves, as it comes for RSA; base64url. */
export const signWithSoftKey = async ({ pair }: Pick<SoftKey, 'pair'>, text: string): Promise<string> =>
  toBase64Url(await pair.sign(utf8(text)))

const softKeyOf = async (der: Uint8Array<ArrayBuffer>, pkcs8: Uint8Array<ArrayBuffer>): Promise<Decision<SoftKey, SoftRefusal>> => {
  try {
    const { spki, subject, notAfterMs } = parseCertificate(der)
    const key = parsePublicKey(spki)
    if (!key.ok || !isWebAlgorithm(key.value.algorithm)) return refused('p12-unsupported')
    const { name: algorithm, webCrypto } = key.value.algorithm
    const pair = await importKeyPair(algorithm, spki.slice(), pkcs8)
    const publicKey = await crypto.subtle.importKey('spki', spki.slice(), webCrypto.import, false, ['verify'])
    const probe = utf8('certhall.pair-probe')
    if (!(await crypto.subtle.verify(webCrypto.sign, publicKey, await pair.sign(probe), probe))) return refused('key-mismatch')
    const certificateSha256 = await sha256Hex(der)
    return allowed({
      certificate: toBase64(der),
      certificateSha256,
      name: nameValue(subject, 'CN') ?? certificateSha256.slice(0, 8),
      notAfterMs,
      algorithm,
      pair,
    })
  } catch (error) {
    if (error instanceof DerError || error instanceof RangeError) return refused('p12-malformed', { cause: error })
    // A key of another kind cannot even be imported.
    if (error instanceof DOMException) return refused('key-mismatch', { cause: error })
    throw error
  }
}
