import { concat } from '@certhall/kernel/bytes'
import type { Algorithm } from '../algorithm.ts'
import { authorityKeyIdentifier, distributionPointName, extension, freshestCrl } from '../certificate/extension.ts'
import { extensionOid } from '../certificate/extension-oids.ts'
import { bitStringOf, constructedOf, integerOf, primitiveOf, sequenceOf } from '../der/encode.ts'
import { constructed, primitive, tag } from '../der/tag.ts'
import { DerWriter } from '../der/writer.ts'
import type { CrlEntries } from './crl-entries.ts'

/** Full and delta CRLs (RFC 5280 §5), in chunks: the hash that is signed and the file that is served are fed the same octets. */
export interface CrlOrder {
  readonly issuer: Uint8Array
  readonly algorithm: Algorithm
  /** Subject key identifier of the issuing key. */
  readonly keyIdentifier: Uint8Array
  /** Strictly growing (RFC 5280 §5.2.3). */
  readonly crlNumber: number | bigint
  readonly thisUpdateMs: number
  readonly nextUpdateMs: number
  readonly entries: CrlEntries
  /** Makes it a delta to the full list of that number (RFC 5280 §5.2.4); number and times are those of the delta. */
  readonly baseNumber?: number | bigint
  /** Where the deltas to this full list are (RFC 5280 §5.2.6). */
  readonly freshestUris?: readonly string[]
  /** Critical; needed as soon as a CRL does not cover all that the issuer ever issued. */
  readonly distributionPoint?: { readonly uris: readonly string[]; readonly scope: 'all' | 'users' | 'authorities' }
}

export interface CompiledCrl {
  readonly tbsOctets: number
  /** TBSCertList: feed all chunks to the hash, or to `concat`, and sign. */
  readonly tbsChunks: () => Iterable<Uint8Array>
  /** The signed list. */
  readonly chunks: (signature: Uint8Array) => Iterable<Uint8Array>
}

export const compileCrl = (order: CrlOrder): CompiledCrl => {
  const { entries } = order
  const tail = constructedOf(constructed(0), sequenceOf(...crlExtensions(order)))
  const head = tbsHead(order, tail.length)
  const tbsOctets = head.length + entries.octets + tail.length
  const tbsChunks = function* (): Generator<Uint8Array> {
    yield head
    yield* entries.chunks()
    yield tail
  }
  const chunks = function* (signature: Uint8Array): Generator<Uint8Array> {
    const end = concat(order.algorithm.signatureIdentifier, bitStringOf(signature))
    yield header(tbsOctets + end.length)
    yield* tbsChunks()
    yield end
  }
  return { tbsOctets, tbsChunks, chunks }
}

/** From the header of TBSCertList to the header of revokedCertificates, whose content comes from the entries. */
const tbsHead = ({ algorithm, issuer, thisUpdateMs, nextUpdateMs, entries }: CrlOrder, tailOctets: number): Uint8Array => {
  if (!(thisUpdateMs < nextUpdateMs)) throw new RangeError('nextUpdate must be after thisUpdate')
  // RFC 5280 §5.1.2.6: with nothing revoked the list is absent, not empty.
  const listHeader = entries.count === 0 ? new Uint8Array() : header(entries.octets)
  const fields = new DerWriter(issuer.length + 256)
  fields.bytes(listHeader).time(nextUpdateMs).time(thisUpdateMs).bytes(issuer).bytes(algorithm.signatureIdentifier).bytes(integerOf(1))
  const front = fields.take()
  return concat(header(front.length + entries.octets + tailOctets), front)
}

const crlExtensions = ({ keyIdentifier, crlNumber, baseNumber, freshestUris, distributionPoint }: CrlOrder): readonly Uint8Array[] => {
  // RFC 5280 §5.2.6: the extension stands in full lists alone.
  if (baseNumber !== undefined && freshestUris !== undefined) throw new RangeError('a delta names no deltas')
  const extensions = [
    authorityKeyIdentifier(keyIdentifier),
    extension(extensionOid.crlNumber, false, integerOf(crlNumber)),
    ...(baseNumber === undefined ? [] : [extension(extensionOid.deltaCrlIndicator, true, integerOf(baseNumber))]),
    ...(freshestUris === undefined ? [] : [freshestCrl(freshestUris)]),
  ]
  if (distributionPoint === undefined) return extensions
  const { uris, scope } = distributionPoint
  const flag = scope === 'all' ? [] : [primitiveOf(primitive(scope === 'users' ? 1 : 2), Uint8Array.of(0xff))]
  return [...extensions, extension(extensionOid.issuingDistributionPoint, true, sequenceOf(distributionPointName(uris), ...flag))]
}

/** Header of a SEQUENCE whose content is written elsewhere. */
const header = (length: number): Uint8Array => {
  if (length < 0x80) return Uint8Array.of(tag.sequence, length)
  const octets: number[] = []
  for (let left = length; left > 0; left = Math.floor(left / 256)) octets.unshift(left % 256)
  return Uint8Array.of(tag.sequence, 0x80 | octets.length, ...octets)
}
