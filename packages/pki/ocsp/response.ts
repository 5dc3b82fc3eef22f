import type { Algorithm } from '../algorithm.ts'
import { extensionOid } from '../certificate/extension-oids.ts'
import { reasonNumber, type RevocationReason } from '../crl/reason.ts'
import { constructedOf, oidOf, sequenceOf } from '../der/encode.ts'
import { constructed, primitive, tag } from '../der/tag.ts'
import { DerWriter } from '../der/writer.ts'

/** OCSP responses (RFC 6960 §4.2), signed by a delegated key and identified by that key. */
export type CertStatus =
  | { readonly kind: 'good' }
  | { readonly kind: 'revoked'; readonly revokedAtMs: number; readonly reason: RevocationReason }
  | { readonly kind: 'unknown' }

export interface SingleResponse {
  /** DER of the CertID, as it was asked. */
  readonly certId: Uint8Array
  readonly status: CertStatus
  readonly thisUpdateMs: number
  readonly nextUpdateMs: number
}

export interface ResponseOrder {
  readonly producedAtMs: number
  readonly responses: readonly SingleResponse[]
  readonly nonce?: Uint8Array | undefined
}

export interface ResponderTemplate {
  /** ResponseData: the octets to sign, at once; copy them to keep them or to post them to another thread. */
  readonly buildTbs: (order: ResponseOrder) => Uint8Array<ArrayBuffer>
  /** The whole OCSPResponse. */
  readonly assemble: (tbs: Uint8Array, signature: Uint8Array) => Uint8Array<ArrayBuffer>
}

export interface ResponderOrder {
  readonly algorithm: Algorithm
  /** SHA-1 of the responder key's BIT STRING: `keyIdentifierOf(spki)`. */
  readonly keyIdentifier: Uint8Array
  /** The delegate's certificate (and nothing else, normally): sent with every response. */
  readonly certificates: readonly Uint8Array[]
}

export const compileResponder = ({ algorithm, keyIdentifier, certificates }: ResponderOrder): ResponderTemplate => {
  const writer = new DerWriter(16384)
  const attached = certificates.length === 0 ? new Uint8Array() : constructedOf(constructed(0), sequenceOf(...certificates))
  const responderId = new DerWriter(32).element(tag.octetString, keyIdentifier).wrap(constructed(2), 0).take()
  const buildTbs = ({ producedAtMs, responses, nonce }: ResponseOrder): Uint8Array<ArrayBuffer> => {
    writer.clear()
    if (nonce !== undefined) writeNonce(writer, nonce)
    const mark = writer.length
    for (let index = responses.length - 1; index >= 0; index -= 1) writeSingle(writer, responses[index])
    writer.wrap(tag.sequence, mark).generalizedTime(producedAtMs).bytes(responderId)
    return writer.wrap(tag.sequence, 0).takeView()
  }
  const assemble = (tbs: Uint8Array, signature: Uint8Array): Uint8Array<ArrayBuffer> => {
    writer.bytes(attached).bitString(signature).bytes(algorithm.signatureIdentifier).bytes(tbs).wrap(tag.sequence, 0)
    writer.wrap(tag.octetString, 0).bytes(basicOid).wrap(tag.sequence, 0).wrap(constructed(0), 0)
    return writer.bytes(successful).wrap(tag.sequence, 0).take()
  }
  return { buildTbs, assemble }
}

export const ocspErrors = Object.freeze(['malformedRequest', 'internalError', 'tryLater', 'sigRequired', 'unauthorized'] as const)

export type OcspError = (typeof ocspErrors)[number]

/** An unsigned error response (RFC 6960 §2.3). */
export const ocspErrorResponse = (error: OcspError): Uint8Array<ArrayBuffer> =>
  Uint8Array.of(tag.sequence, 3, tag.enumerated, 1, errorNumber[error])

export const errorNumber: Readonly<Record<OcspError, number>> = Object.freeze({
  malformedRequest: 1,
  internalError: 2,
  tryLater: 3,
  sigRequired: 5,
  unauthorized: 6,
})

export const basicResponseOid = '1.3.6.1.5.5.7.48.1.1'

const basicOid = oidOf(basicResponseOid)
const nonceOid = oidOf(extensionOid.ocspNonce)
const successful = Uint8Array.of(tag.enumerated, 1, 0)
const good = Uint8Array.of(primitive(0), 0)
const unknown = Uint8Array.of(primitive(2), 0)

/** responseExtensions [1] with the nonce alone. */
const writeNonce = (writer: DerWriter, nonce: Uint8Array): void => {
  writer.bytes(nonce).wrap(tag.octetString, 0).wrap(tag.octetString, 0).bytes(nonceOid).wrap(tag.sequence, 0)
  writer.wrap(tag.sequence, 0).wrap(constructed(1), 0)
}

const writeSingle = (writer: DerWriter, single: SingleResponse | undefined): void => {
  if (single === undefined) return
  const { certId, status, thisUpdateMs, nextUpdateMs } = single
  const mark = writer.length
  writer.generalizedTime(nextUpdateMs).wrap(constructed(0), mark)
  writer.generalizedTime(thisUpdateMs)
  writeStatus(writer, status)
  writer.bytes(certId).wrap(tag.sequence, mark)
}

const writeStatus = (writer: DerWriter, status: CertStatus): void => {
  switch (status.kind) {
    case 'good':
      writer.bytes(good)
      return
    case 'unknown':
      writer.bytes(unknown)
      return
    case 'revoked': {
      const mark = writer.length
      // As in CRLs, unspecified is said by leaving the reason away.
      if (status.reason !== 'unspecified') writer.octet(reasonNumber[status.reason]).wrap(tag.enumerated, mark).wrap(constructed(0), mark)
      writer.generalizedTime(status.revokedAtMs).wrap(constructed(1), mark)
    }
  }
}
