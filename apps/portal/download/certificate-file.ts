import type { InstalledToken, IssuedCertificate } from '@certhall/contract/passcode/api'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import type { InstallConfirmation } from '@certhall/contract/statement/statements'
import { allowed, AppError, type Decision, refused } from '@certhall/kernel/app-error'
import { equalBytes, fromBase64, toBase64Url, toHex, utf8 } from '@certhall/kernel/bytes'
import type { Random } from '@certhall/kernel/random'
import { isWebAlgorithm } from '@certhall/pki/algorithm'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { parsePublicKey } from '@certhall/pki/key/public-key'
import { nameValue } from '@certhall/pki/name/parse-name'
import { openP12, type P12Refusal } from '@certhall/pki/pkcs12/open-p12'
import { webP12Crypto } from '@certhall/pki/pkcs12/p12-crypto'
import { sealP12 } from '@certhall/pki/pkcs12/seal-p12'
import { sha256Hex } from '../keystore/digest.ts'
import { importKeyPair, type KeyPair } from '../keystore/key-pair.ts'

/** Key and certificates as one P12 file. Refuses a certificate that was issued for another key. */
export const sealCertificateFile = async (
  pair: KeyPair,
  issued: IssuedCertificate,
  password: string,
  random: Random,
): Promise<Uint8Array<ArrayBuffer>> => {
  const der = fromBase64(issued.certificate)
  const certificate = parseCertificate(der)
  if (!equalBytes(certificate.spki, pair.spki)) throw new AppError('state.passcode-other-key')
  return sealP12({
    privateKeyPkcs8: pair.pkcs8,
    certificates: [der, ...issued.chain.map(fromBase64)],
    password,
    friendlyName: nameValue(certificate.subject, 'CN') ?? issued.serialNumber,
    crypto: webP12Crypto(crypto.subtle),
    random,
  })
}

/** Why a file that was read back proves nothing. */
export type ReadBackRefusal = P12Refusal | 'other-certificate' | 'key-mismatch'

export interface InstallProof {
  readonly text: string
  readonly signature: string
  /** The UKEY that made it. */
  readonly token?: InstalledToken
}

/** Opens the saved file as the holder will, and signs the confirmation with the key that came out of it. */
export const readBack = async (
  file: Uint8Array<ArrayBuffer>,
  password: string,
  issued: IssuedCertificate,
): Promise<Decision<InstallProof, ReadBackRefusal>> => {
  const opened = await openP12(file, password, webP12Crypto(crypto.subtle))
  if (!opened.ok) return opened
  const expected = fromBase64(issued.certificate)
  const [holder] = opened.value.certificates
  if (holder === undefined || !equalBytes(holder, expected)) return refused('other-certificate')
  const { spki, serial } = parseCertificate(expected)
  const statement: InstallConfirmation = {
    format: 'certhall.install-confirmation.v1',
    serialNumber: toHex(serial),
    certificateSha256: await sha256Hex(expected),
  }
  const text = canonicalJson({ ...statement })
  const signature = await signWithProof(spki, opened.value.privateKeyPkcs8, utf8(text))
  return signature === undefined ? refused('key-mismatch') : allowed({ text, signature: toBase64Url(signature) })
}

/** How the file is called when it is saved. */
export const certificateFileName = (applicationNo: string): string => `certificate-${applicationNo}.p12`

/** Signs, and checks the result against the certificate's key: undefined when the two do not belong together. */
const signWithProof = async (
  spki: Uint8Array,
  pkcs8: Uint8Array,
  content: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const key = parsePublicKey(spki)
  if (!key.ok || !isWebAlgorithm(key.value.algorithm)) return undefined
  const { name, webCrypto } = key.value.algorithm
  try {
    const pair = await importKeyPair(name, spki.slice(), pkcs8.slice())
    const signature = await pair.sign(content)
    const publicKey = await crypto.subtle.importKey('spki', spki.slice(), webCrypto.import, false, ['verify'])
    return (await crypto.subtle.verify(webCrypto.sign, publicKey, signature, content)) ? signature : undefined
  } catch (error) {
    // A key of another kind cannot even be imported: the same answer.
    if (error instanceof DOMException) return undefined
    throw error
  }
}
