import { concat } from '@certhall/kernel/bytes'
import type { Algorithm } from '../algorithm.ts'
import { oidOf } from '../der/encode.ts'
import { constructed, tag } from '../der/tag.ts'
import { DerWriter } from '../der/writer.ts'
import { keyIdentifierOf } from '../key/public-key.ts'
import { extensionOid } from './extension-oids.ts'

/**
 * Certificates from compiled profiles: all that is equal for every certificate of a profile is DER already, and one
 * backward pass joins it with the few fields that differ. Building costs a fraction of a P-256 signature.
 */
export interface TemplateOrder {
  /** DER of the issuer's Name, byte for byte as in its certificate's subject. */
  readonly issuer: Uint8Array
  /** The issuing key's algorithm. */
  readonly algorithm: Algorithm
  /** In the order of the certificate: fixed extensions (DER), or the name of one given for each certificate. */
  readonly extensions: readonly TemplateExtension[]
}

export type TemplateExtension = Uint8Array | 'subjectKeyIdentifier' | { readonly slot: string }

export interface TbsOrder {
  /** From `buildSerial`. */
  readonly serial: Uint8Array
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** DER of the subject's Name. */
  readonly subject: Uint8Array
  readonly spki: Uint8Array
  /** Saves the hash when the caller has it already (RFC 5280 §4.2.1.2 method 1). */
  readonly keyIdentifier?: Uint8Array
  /** Extensions (DER) by slot; a slot left away is absent from the certificate. */
  readonly slots?: Readonly<Record<string, readonly Uint8Array[]>>
}

export interface CertificateTemplate {
  readonly algorithm: Algorithm
  /** The TBSCertificate: what is linted, kept as intent, and signed. */
  readonly buildTbs: (order: TbsOrder) => Uint8Array<ArrayBuffer>
  /** The certificate from its signed part and the signature value. */
  readonly assemble: (tbs: Uint8Array, signature: Uint8Array) => Uint8Array<ArrayBuffer>
}

export const compileTemplate = ({ issuer, algorithm, extensions }: TemplateOrder): CertificateTemplate => {
  const pieces = mergeFixed(extensions).toReversed()
  const known = new Set(extensions.flatMap((piece) => (typeof piece === 'object' && 'slot' in piece ? [piece.slot] : [])))
  const writer = new DerWriter(4096)
  let validity = { notBeforeMs: Number.NaN, notAfterMs: Number.NaN, der: new Uint8Array() }
  const buildTbs = (order: TbsOrder): Uint8Array<ArrayBuffer> => {
    checkOrder(order, known)
    writer.clear()
    for (const piece of pieces) writeExtension(writer, piece, order)
    if (writer.length > 0) writer.wrap(tag.sequence, 0).wrap(constructed(3), 0)
    writer.bytes(order.spki).bytes(order.subject)
    // Certificates of one batch share their validity.
    if (order.notBeforeMs !== validity.notBeforeMs || order.notAfterMs !== validity.notAfterMs) validity = validityOf(order)
    writer.bytes(validity.der).bytes(issuer).bytes(algorithm.signatureIdentifier).unsigned(order.serial).bytes(version3)
    return writer.wrap(tag.sequence, 0).take()
  }
  const assemble = (tbs: Uint8Array, signature: Uint8Array): Uint8Array<ArrayBuffer> =>
    writer.bitString(signature).bytes(algorithm.signatureIdentifier).bytes(tbs).wrap(tag.sequence, 0).take()
  return { algorithm, buildTbs, assemble }
}

/** Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }; also right for CRLs and requests. */
export const assembleCertificate = (algorithm: Algorithm, tbs: Uint8Array, signature: Uint8Array): Uint8Array<ArrayBuffer> =>
  new DerWriter(tbs.length + signature.length + 48)
    .bitString(signature)
    .bytes(algorithm.signatureIdentifier)
    .bytes(tbs)
    .wrap(tag.sequence, 0)
    .take()

/** version [0] EXPLICIT INTEGER 2 */
const version3 = Uint8Array.of(0xa0, 3, 2, 1, 2)

const keyIdentifierOid = oidOf(extensionOid.subjectKeyIdentifier)

const writeExtension = (writer: DerWriter, piece: TemplateExtension, order: TbsOrder): void => {
  if (piece instanceof Uint8Array) writer.bytes(piece)
  else if (piece === 'subjectKeyIdentifier') {
    const mark = writer.length
    writer.bytes(order.keyIdentifier ?? keyIdentifierOf(order.spki))
    writer.wrap(tag.octetString, mark).wrap(tag.octetString, mark).bytes(keyIdentifierOid).wrap(tag.sequence, mark)
  } else {
    const values = order.slots?.[piece.slot] ?? []
    for (let index = values.length - 1; index >= 0; index -= 1) writer.bytes(values[index] ?? new Uint8Array())
  }
}

const validityOf = ({ notBeforeMs, notAfterMs }: TbsOrder): { notBeforeMs: number; notAfterMs: number; der: Uint8Array<ArrayBuffer> } => ({
  notBeforeMs,
  notAfterMs,
  der: new DerWriter(64).time(notAfterMs).time(notBeforeMs).wrap(tag.sequence, 0).take(),
})

const checkOrder = ({ serial, notBeforeMs, notAfterMs, slots }: TbsOrder, known: ReadonlySet<string>): void => {
  const first = serial[0] ?? 0
  // RFC 5280 §4.1.2.2: positive, at most 20 octets.
  if (serial.length > 20 || first === 0 || first >= 0x80) throw new RangeError('not a serial number')
  if (!(notBeforeMs < notAfterMs) || notBeforeMs < earliestMs || notAfterMs > latestMs) throw new RangeError('validity out of range')
  for (const slot in slots) if (!known.has(slot)) throw new RangeError(`template has no slot ${slot}`)
}

const earliestMs = Date.UTC(1950, 0, 1)
const latestMs = Date.UTC(9999, 11, 31, 23, 59, 59)

/** Neighbouring fixed extensions become one piece. */
const mergeFixed = (extensions: readonly TemplateExtension[]): TemplateExtension[] => {
  const pieces: TemplateExtension[] = []
  for (const piece of extensions) {
    const last = pieces.at(-1)
    if (piece instanceof Uint8Array && last instanceof Uint8Array) pieces[pieces.length - 1] = concat(last, piece)
    else pieces.push(piece)
  }
  return pieces
}
