import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import type { TextSignature } from '@certhall/contract/statement/statements'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { fromBase64, fromBase64Url, toBase64Url, utf8 } from '@certhall/kernel/bytes'
import { isWebAlgorithm, type WebAlgorithm } from '@certhall/pki/algorithm'
import { type Certificate, parseCertificate } from '@certhall/pki/certificate/certificate'
import { DerError } from '@certhall/pki/der/der-error'
import { parsePublicKey } from '@certhall/pki/key/public-key'
import { nameText } from '@certhall/pki/name/parse-name'
import { fromPem, toPem } from '@certhall/pki/pem'
import { openP12, type P12Refusal } from '@certhall/pki/pkcs12/open-p12'
import { webP12Crypto } from '@certhall/pki/pkcs12/p12-crypto'
import { sha256Hex } from '../keystore/digest.ts'
import { importKeyPair } from '../keystore/key-pair.ts'

/** What is handed over together: the text as it was typed, the signature in base64url, the certificate in PEM. */
export interface SignedText {
  readonly text: string
  readonly signature: string
  readonly certificate: string
}

export const mostCharacters = 10_000

export type SignRefusal = P12Refusal | 'key-mismatch'

/** Signs with the key of a P12 file; neither file nor password leaves the page. */
export const signText = async (file: Uint8Array, password: string, text: string): Promise<Decision<SignedText, SignRefusal>> => {
  const opened = await openP12(file, password, webP12Crypto(crypto.subtle))
  if (!opened.ok) return opened
  const { certificates, privateKeyPkcs8 } = opened.value
  const certificate = certificates[0] === undefined ? undefined : readCertificate(toPem('CERTIFICATE', certificates[0]))
  const algorithm = certificate === undefined ? undefined : algorithmOfKey(certificate)
  if (certificate === undefined || algorithm === undefined) return refused('p12-unsupported')
  const signed = await trySign(algorithm, certificate, privateKeyPkcs8, await statementOf(text, certificate))
  if (signed === undefined) return refused('key-mismatch')
  const made: SignedText = { text, signature: toBase64Url(signed), certificate: toPem('CERTIFICATE', certificate.der) }
  return (await verifyText(made)).kind === 'valid' ? allowed(made) : refused('key-mismatch')
}

/** `unsupported`: this browser has no such algorithm, so nothing is said of the signature. */
export type Verdict =
  | { readonly kind: 'valid'; readonly subject: string }
  | { readonly kind: 'invalid'; readonly subject: string }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'unsupported' }

export const verifyText = async ({ text, signature, certificate: given }: SignedText): Promise<Verdict> => {
  const certificate = readCertificate(given)
  if (certificate === undefined) return { kind: 'malformed' }
  const algorithm = algorithmOfKey(certificate)
  if (algorithm === undefined) return { kind: 'unsupported' }
  const subject = nameText(certificate.subject)
  const octets = readSignature(signature)
  if (octets === undefined || !text.isWellFormed()) return { kind: 'invalid', subject }
  const key = await crypto.subtle.importKey('spki', certificate.spki.slice(), algorithm.webCrypto.import, false, ['verify'])
  const isValid = await crypto.subtle.verify(algorithm.webCrypto.sign, key, octets, await statementOf(text, certificate))
  return { kind: isValid ? 'valid' : 'invalid', subject }
}

/** The file that `JSON.stringify` of a SignedText makes; undefined for any other. */
export const readSignatureFile = (content: string): SignedText | undefined => {
  try {
    const { text, signature, certificate } = JSON.parse(content) as Partial<Record<keyof SignedText, unknown>>
    return typeof text === 'string' && typeof signature === 'string' && typeof certificate === 'string'
      ? { text, signature, certificate }
      : undefined
  } catch {
    // No JSON, or JSON that is no object: no signature file.
    return undefined
  }
}

/** Octets that are signed: the format keeps them apart from logins and decisions, the digest ties them to this certificate. */
const statementOf = async (text: string, certificate: Certificate): Promise<Uint8Array<ArrayBuffer>> => {
  const statement: TextSignature = {
    format: 'certhall.text-signature.v1',
    text,
    certificateSha256: await sha256Hex(certificate.der.slice()),
  }
  return utf8(canonicalJson({ ...statement }))
}

const trySign = async (
  algorithm: WebAlgorithm,
  certificate: Certificate,
  pkcs8: Uint8Array,
  content: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  try {
    const pair = await importKeyPair(algorithm.name, certificate.spki.slice(), pkcs8.slice())
    return await pair.sign(content)
  } catch (error) {
    // A key of another kind cannot even be imported.
    if (error instanceof DOMException) return undefined
    throw error
  }
}

const readCertificate = (given: string): Certificate | undefined => {
  try {
    const der = given.includes('-----BEGIN') ? fromPem('CERTIFICATE', given) : fromBase64(given.replaceAll(/\s/g, ''))
    return der === undefined ? undefined : parseCertificate(der)
  } catch (error) {
    if (error instanceof DerError || error instanceof RangeError) return undefined
    throw error
  }
}

const algorithmOfKey = ({ spki }: Certificate): WebAlgorithm | undefined => {
  const key = parsePublicKey(spki)
  return key.ok && isWebAlgorithm(key.value.algorithm) ? key.value.algorithm : undefined
}

const readSignature = (given: string): Uint8Array<ArrayBuffer> | undefined => {
  try {
    return fromBase64Url(given.replaceAll(/\s/g, ''))
  } catch {
    // Not base64url: nobody's signature.
    return undefined
  }
}
