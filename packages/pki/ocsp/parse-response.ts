import { extensionOid } from '../certificate/extension-oids.ts'
import { parseExtensions } from '../certificate/parse-extensions.ts'
import { reasonOfNumber } from '../crl/reason.ts'
import { DerError } from '../der/der-error.ts'
import { DerReader } from '../der/reader.ts'
import { constructed, primitive, tag } from '../der/tag.ts'
import { parseName } from '../name/parse-name.ts'
import { basicResponseOid, type CertStatus, errorNumber, type OcspError, ocspErrors } from './response.ts'

/** A response that was read: the reader judges signature, responder and times. */
export type OcspResponse = { readonly kind: 'error'; readonly error: OcspError } | BasicResponse

export interface BasicResponse {
  readonly kind: 'basic'
  readonly signedOctets: Uint8Array
  readonly signatureIdentifier: Uint8Array
  readonly signature: Uint8Array
  /** Key identifier of the responder; undefined when it is named by its subject. */
  readonly responderKey: Uint8Array | undefined
  readonly producedAtMs: number
  readonly responses: readonly ParsedSingle[]
  readonly nonce: Uint8Array | undefined
  readonly certificates: readonly Uint8Array[]
}

export interface ParsedSingle {
  readonly certId: Uint8Array
  readonly status: CertStatus
  readonly thisUpdateMs: number
  readonly nextUpdateMs: number | undefined
}

/** Throws DerError. */
export const parseOcspResponse = (der: Uint8Array): OcspResponse => {
  const outer = new DerReader(der)
  const message = outer.sequence()
  outer.finish()
  const status = message.smallInteger(6, tag.enumerated)
  if (status !== 0) return parseError(message, status)
  const wrapped = message.inner(constructed(0))
  message.finish()
  const bytes = wrapped.sequence()
  wrapped.finish()
  if (bytes.oid() !== basicResponseOid) throw new DerError('badValue', bytes.offset)
  const content = bytes.content(tag.octetString)
  bytes.finish()
  return parseBasic(content)
}

const parseError = (message: DerReader, status: number): OcspResponse => {
  message.finish()
  const error = ocspErrors.find((name) => errorNumber[name] === status)
  if (error === undefined) throw new DerError('badValue', message.offset)
  return { kind: 'error', error }
}

const parseBasic = (content: Uint8Array): BasicResponse => {
  const outer = new DerReader(content)
  const basic = outer.sequence()
  outer.finish()
  const signedOctets = basic.element()
  const signatureIdentifier = basic.element()
  const signature = basic.bitStringOctets()
  const certificates: Uint8Array[] = []
  if (!basic.isDone) {
    const attached = basic.inner(constructed(0))
    const list = attached.sequence()
    attached.finish()
    while (!list.isDone) certificates.push(list.element())
  }
  basic.finish()
  return { kind: 'basic', signedOctets, signatureIdentifier, signature, certificates, ...parseResponseData(signedOctets) }
}

const parseResponseData = (octets: Uint8Array): Pick<BasicResponse, 'responderKey' | 'producedAtMs' | 'responses' | 'nonce'> => {
  const reader = new DerReader(octets).sequence()
  let responderKey: Uint8Array | undefined
  if (reader.nextTag === constructed(2)) responderKey = only(reader.inner(constructed(2)), (inner) => inner.content(tag.octetString))
  else only(reader.inner(constructed(1)), (inner) => parseName(inner.element()))
  const producedAtMs = reader.generalizedTimeMs()
  const list = reader.sequence()
  const responses: ParsedSingle[] = []
  while (!list.isDone) responses.push(parseSingle(list.sequence()))
  const extensions = reader.isDone ? [] : only(reader.inner(constructed(1)), (inner) => parseExtensions(inner.sequence()))
  reader.finish()
  const echoed = extensions.find(({ oid }) => oid === extensionOid.ocspNonce)
  const nonce = echoed === undefined ? undefined : only(new DerReader(echoed.value), (inner) => inner.content(tag.octetString))
  return { responderKey, producedAtMs, responses, nonce }
}

const parseSingle = (reader: DerReader): ParsedSingle => {
  const certId = reader.element()
  const status = parseStatus(reader)
  const thisUpdateMs = reader.generalizedTimeMs()
  const hasNextUpdate = reader.nextTag === constructed(0)
  const nextUpdateMs = hasNextUpdate ? only(reader.inner(constructed(0)), (inner) => inner.generalizedTimeMs()) : undefined
  if (!reader.isDone) only(reader.inner(constructed(1)), (inner) => parseExtensions(inner.sequence()))
  reader.finish()
  return { certId, status, thisUpdateMs, nextUpdateMs }
}

const parseStatus = (reader: DerReader): CertStatus => {
  const at = reader.offset
  for (const [kind, identifier] of [
    ['good', primitive(0)],
    ['unknown', primitive(2)],
  ] as const) {
    if (reader.nextTag !== identifier) continue
    // IMPLICIT NULL: with content it is neither.
    if (reader.content(identifier).length !== 0) throw new DerError('badNull', at)
    return { kind }
  }
  const revoked = reader.inner(constructed(1))
  const revokedAtMs = revoked.generalizedTimeMs()
  const number = revoked.isDone ? 0 : only(revoked.inner(constructed(0)), (inner) => inner.smallInteger(10, tag.enumerated))
  const reason = reasonOfNumber(number)
  revoked.finish()
  if (reason === undefined) throw new DerError('badValue', at)
  return { kind: 'revoked', revokedAtMs, reason }
}

/** What an EXPLICIT tag or an extension wraps is one element. */
const only = <Value>(reader: DerReader, read: (reader: DerReader) => Value): Value => {
  const value = read(reader)
  reader.finish()
  return value
}
