import { DerError } from './der-error.ts'
import { oidText } from './oid.ts'
import { checkSetOrder, DerReader, isBitString, isMinimalInteger } from './reader.ts'
import { tag } from './tag.ts'
import { decodeText } from './text.ts'
import { generalizedTimeMs, utcTimeMs } from './time.ts'

/**
 * Walks one whole element and checks every universal type in it, so that parts nobody looks into are DER as well.
 * Throws DerError. `maximumLength` is the caller's cap; nothing is read before it is checked.
 */
export const checkDer = (bytes: Uint8Array, maximumLength: number): void => {
  if (bytes.length > maximumLength) throw new DerError('tooLarge', 0)
  const reader = new DerReader(bytes)
  checkElement(reader)
  reader.finish()
}

const checkElement = (reader: DerReader): void => {
  const at = reader.offset
  const identifier = reader.nextTag
  if (identifier === -1) throw new DerError('truncated', at)
  if ((identifier & 0x1f) === 0x1f || identifier === 0) throw new DerError('badTag', at)
  if ((identifier & 0x20) === 0) return checkPrimitive(identifier, reader.content(identifier), at)
  // Constructed universal types are SEQUENCE and SET alone: DER has no strings in pieces (X.690 §10.2).
  if (identifier < 0x40 && identifier !== tag.sequence && identifier !== tag.set) throw new DerError('badTag', at)
  const inner = reader.inner(identifier)
  if (identifier === tag.set) checkSetOrder(inner.bytes, inner.offset, inner.end)
  while (!inner.isDone) checkElement(inner)
}

const checkPrimitive = (identifier: number, content: Uint8Array, at: number): void => {
  switch (identifier) {
    case tag.boolean:
      if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) throw new DerError('badBoolean', at)
      return
    case tag.integer:
    case tag.enumerated:
      if (!isMinimalInteger(content)) throw new DerError('badInteger', at)
      return
    case tag.bitString:
      if (!isBitString(content)) throw new DerError('badBitString', at)
      return
    case tag.null:
      if (content.length !== 0) throw new DerError('badNull', at)
      return
    case tag.oid:
      if (oidText(content) === undefined) throw new DerError('badOid', at)
      return
    case tag.utcTime:
      if (utcTimeMs(content) === undefined) throw new DerError('badTime', at)
      return
    case tag.generalizedTime:
      if (generalizedTimeMs(content) === undefined) throw new DerError('badTime', at)
      return
    case tag.octetString:
      return
    default:
      // Context-specific content has no type here; every other universal type must be a string we know.
      if (identifier < 0x40 && decodeText(identifier, content) === undefined) throw new DerError('badString', at)
  }
}
