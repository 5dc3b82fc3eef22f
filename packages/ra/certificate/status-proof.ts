import { equalBytes } from '@certhall/kernel/bytes'
import { type Certificate, parseCertificate } from '@certhall/pki/certificate/certificate'
import { extendedKeyUsageOid } from '@certhall/pki/certificate/extension-oids'
import { DerError } from '@certhall/pki/der/der-error'
import { keyIdentifierOf, parsePublicKey } from '@certhall/pki/key/public-key'
import { encodeCertId, issuerHashes } from '@certhall/pki/ocsp/cert-id'
import { type BasicResponse, parseOcspResponse } from '@certhall/pki/ocsp/parse-response'
import { buildOcspRequest } from '@certhall/pki/ocsp/request'
import type { CertStatus } from '@certhall/pki/ocsp/response'
import { isSigned } from '../signature/signatures.ts'

/** One question to the status service: which certificate, by whom, when, and the nonce that ties the answer to it. */
export interface StatusQuestion {
  readonly issuer: Certificate
  readonly serial: Uint8Array
  readonly nonce: Uint8Array
  readonly askedAtMs: number
}

export const statusRequest = ({ issuer, serial, nonce }: Omit<StatusQuestion, 'askedAtMs'>): Uint8Array<ArrayBuffer> =>
  buildOcspRequest([certIdOf({ issuer, serial })], nonce)

/**
 * What the answer proves, or undefined when it proves nothing: another certificate, nonce or time, no signature, or one by
 * somebody whom the authority has not delegated (RFC 6960 §4.2.2.2). The time is looked at although the nonce is new: a
 * delegate that has run out could still date an answer back into its own life.
 */
export const statusProven = async (question: StatusQuestion, der: Uint8Array): Promise<CertStatus | undefined> => {
  try {
    const response = parseOcspResponse(der)
    if (response.kind !== 'basic' || response.nonce === undefined || !equalBytes(response.nonce, question.nonce)) return undefined
    if (Math.abs(response.producedAtMs - question.askedAtMs) > differenceMs) return undefined
    const [single, ...more] = response.responses
    if (single === undefined || more.length > 0 || !equalBytes(single.certId, certIdOf(question))) return undefined
    return (await isByDelegate(response, question.issuer)) ? single.status : undefined
  } catch (error) {
    if (error instanceof DerError) return undefined
    throw error
  }
}

/** Whether this authority signed the certificate: names meet and the signature is that of its key. */
export const isIssuedBy = async (certificate: Certificate, issuer: Certificate): Promise<boolean> => {
  if (!equalBytes(issuer.subject.der, certificate.issuer.der)) return false
  return isSignedWith(issuer.spki, certificate)
}

/** SHA-1, which only names the certificate here: every program that is given the answer finds it by that. */
const certIdOf = ({ issuer, serial }: Pick<StatusQuestion, 'issuer' | 'serial'>): Uint8Array =>
  encodeCertId('sha1', issuerHashes('sha1', issuer.subject.der, issuer.spki), serial)

const isByDelegate = async (response: BasicResponse, issuer: Certificate): Promise<boolean> => {
  const [attached] = response.certificates
  if (attached === undefined || response.responderKey === undefined) return false
  const delegate = parseCertificate(attached)
  const isInTime = delegate.notBeforeMs <= response.producedAtMs && response.producedAtMs < delegate.notAfterMs + 1000
  if (!isInTime || delegate.extKeyUsage?.includes(extendedKeyUsageOid.ocspSigning) !== true) return false
  if (!equalBytes(response.responderKey, keyIdentifierOf(delegate.spki))) return false
  return (await isIssuedBy(delegate, issuer)) && isSignedWith(delegate.spki, response)
}

type Signed = Pick<Certificate, 'signedOctets' | 'signatureIdentifier' | 'signature'>

const isSignedWith = async (spki: Uint8Array, { signedOctets, signatureIdentifier, signature }: Signed): Promise<boolean> => {
  const key = parsePublicKey(spki)
  if (!key.ok || !equalBytes(key.value.algorithm.signatureIdentifier, signatureIdentifier)) return false
  return isSigned(key.value, signedOctets, signature)
}

/** How far the clocks of hall and status service may be apart. */
const differenceMs = 5 * 60_000
