import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { extension } from '../certificate/extension.ts'
import { extensionOid } from '../certificate/extension-oids.ts'
import { parseGeneralName } from '../certificate/general-name.ts'
import { parseExtensions } from '../certificate/parse-extensions.ts'
import { DerError } from '../der/der-error.ts'
import { constructedOf, octetStringOf, sequenceOf } from '../der/encode.ts'
import { DerReader } from '../der/reader.ts'
import { constructed, tag } from '../der/tag.ts'
import { type CertId, hashOctets, hashOfIdentifier } from './cert-id.ts'

/** OCSP requests (RFC 6960 §4.1). */
export interface OcspRequest {
  readonly certIds: readonly CertId[]
  /** 1 to 128 octets (RFC 9654 §2.1). */
  readonly nonce: Uint8Array | undefined
}

export const ocspRefusals = Object.freeze([
  'ocsp-malformed', // answer malformedRequest
  'ocsp-hash', // a CertID with a hash we do not answer to: answer unauthorized
] as const)

export type OcspRefusal = (typeof ocspRefusals)[number]

/** Strict reading. A signature on the request is not needed and not looked at (RFC 6960 §4.1.2). */
export const parseOcspRequest = (der: Uint8Array): Decision<OcspRequest, OcspRefusal> => {
  try {
    if (der.length > maximumOctets) return refused('ocsp-malformed')
    const outer = new DerReader(der)
    const message = outer.sequence()
    outer.finish()
    const tbs = message.sequence()
    if (!message.isDone) onlySequence(message.inner(constructed(0)))
    message.finish()
    // version [0] is v1 by default and thus never written; requestorName [1] says nothing without a signature.
    if (tbs.nextTag === constructed(1)) onlyName(tbs.inner(constructed(1)))
    const certIds = parseRequestList(tbs.sequence())
    const nonce = tbs.isDone ? undefined : parseNonce(tbs.inner(constructed(2)))
    tbs.finish()
    return certIds === undefined ? refused('ocsp-hash') : allowed({ certIds, nonce })
  } catch (error) {
    if (error instanceof DerError) return refused('ocsp-malformed', { cause: error })
    throw error
  }
}

/** A request as clients send it. */
export const buildOcspRequest = (certIds: readonly Uint8Array[], nonce?: Uint8Array): Uint8Array<ArrayBuffer> => {
  const list = sequenceOf(...certIds.map((certId) => sequenceOf(certId)))
  const extensions = nonce === undefined ? [] : [constructedOf(constructed(2), sequenceOf(nonceExtension(nonce)))]
  return sequenceOf(sequenceOf(list, ...extensions))
}

/** Extension with the nonce as an OCTET STRING inside extnValue (RFC 9654 §2.1). */
export const nonceExtension = (nonce: Uint8Array): Uint8Array<ArrayBuffer> => extension(extensionOid.ocspNonce, false, octetStringOf(nonce))

const onlySequence = (wrapped: DerReader): void => {
  wrapped.sequence()
  wrapped.finish()
}

const onlyName = (wrapped: DerReader): void => {
  parseGeneralName(wrapped)
  wrapped.finish()
}

const maximumOctets = 8192
const maximumCertIds = 8
const maximumNonceOctets = 128

/** Undefined when a CertID uses a foreign hash. */
const parseRequestList = (reader: DerReader): readonly CertId[] | undefined => {
  const certIds: CertId[] = []
  let isForeign = false
  if (reader.isDone) throw new DerError('badValue', reader.offset)
  while (!reader.isDone) {
    if (certIds.length === maximumCertIds) throw new DerError('tooLarge', reader.offset)
    const request = reader.sequence()
    const certId = parseCertId(request)
    if (certId === undefined) isForeign = true
    else certIds.push(certId)
    if (!request.isDone) refuseCritical(request.inner(constructed(0)))
    request.finish()
  }
  return isForeign ? undefined : certIds
}

const parseCertId = (request: DerReader): CertId | undefined => {
  const start = request.offset
  const reader = request.sequence()
  const der = request.bytes.subarray(start, request.offset)
  const hash = hashOfIdentifier(reader.element())
  const issuerNameHash = reader.content(tag.octetString)
  const issuerKeyHash = reader.content(tag.octetString)
  const serial = reader.integer()
  reader.finish()
  if (hash === undefined) return undefined
  const octets = hashOctets[hash]
  const isWrong = issuerNameHash.length !== octets || issuerKeyHash.length !== octets || serial.length > 21 || (serial[0] ?? 0) >= 0x80
  if (isWrong) throw new DerError('badValue', start)
  return { der, hash, issuerNameHash, issuerKeyHash, serial: serial[0] === 0 && serial.length > 1 ? serial.subarray(1) : serial }
}

const parseNonce = (wrapped: DerReader): Uint8Array | undefined => {
  let nonce: Uint8Array | undefined
  const extensions = parseExtensions(wrapped.sequence())
  wrapped.finish()
  for (const { oid, isCritical, value } of extensions) {
    if (oid !== extensionOid.ocspNonce) {
      if (isCritical) throw new DerError('badValue', wrapped.offset)
      continue
    }
    const reader = new DerReader(value)
    nonce = reader.content(tag.octetString)
    reader.finish()
    if (nonce.length === 0 || nonce.length > maximumNonceOctets) throw new DerError('badValue', wrapped.offset)
  }
  return nonce
}

const refuseCritical = (wrapped: DerReader): void => {
  const extensions = parseExtensions(wrapped.sequence())
  wrapped.finish()
  if (extensions.some(({ isCritical }) => isCritical)) throw new DerError('badValue', wrapped.offset)
}
