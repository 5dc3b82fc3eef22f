import { toHex } from '@certhall/kernel/bytes'
import { checkDer } from '../der/check-der.ts'
import { DerError } from '../der/der-error.ts'
import { oidText } from '../der/oid.ts'
import type { DerReader } from '../der/reader.ts'
import { constructed, primitive, tag } from '../der/tag.ts'
import { decodeText } from '../der/text.ts'
import { isHostName, isMailbox } from '../name/name.ts'
import { type ParsedName, parseName } from '../name/parse-name.ts'

/** GeneralName (RFC 5280 §4.2.1.6). */
export type GeneralName =
  | { readonly kind: 'email' | 'dns' | 'uri' | 'ip' | 'registeredId'; readonly value: string }
  | { readonly kind: 'directory'; readonly value: ParsedName }
  | { readonly kind: 'other'; readonly oid: string; readonly value: Uint8Array }

/** All names up to the end of the reader: at least one, none twice. Throws DerError. */
export const parseGeneralNames = (reader: DerReader): readonly GeneralName[] => {
  const names: GeneralName[] = []
  const seen = new Set<string>()
  if (reader.isDone) throw new DerError('badValue', reader.offset)
  while (!reader.isDone) {
    const at = reader.offset
    if (names.length === maximumNames) throw new DerError('tooLarge', at)
    names.push(parseGeneralName(reader))
    const hex = toHex(reader.bytes.subarray(at, reader.offset))
    if (seen.has(hex)) throw new DerError('badValue', at)
    seen.add(hex)
  }
  return names
}

const maximumNames = 100

/** One name. Throws DerError. */
export const parseGeneralName = (reader: DerReader): GeneralName => {
  const at = reader.offset
  switch (reader.nextTag) {
    case constructed(0):
      return parseOtherName(reader.inner(constructed(0)))
    case primitive(1):
      return checkedText('email', reader.content(primitive(1)), isMailbox, at)
    case primitive(2):
      return checkedText('dns', reader.content(primitive(2)), (text) => isHostName(text.replace(/^\*\./, '')), at)
    case constructed(4): {
      const inner = reader.inner(constructed(4))
      const value = parseName(inner.element())
      inner.finish()
      if (value.rdns.length === 0) throw new DerError('badValue', at)
      return { kind: 'directory', value }
    }
    case primitive(6):
      return checkedText('uri', reader.content(primitive(6)), (text) => /^[A-Za-z][A-Za-z0-9+.-]*:[!-~]+$/.test(text), at)
    case primitive(7):
      return { kind: 'ip', value: addressText(reader.content(primitive(7)), at) }
    case primitive(8):
      return { kind: 'registeredId', value: checkedOid(reader.content(primitive(8)), at) }
    default:
      // x400Address and ediPartyName: no use left, and no verifier reads them alike.
      throw new DerError('unexpectedTag', at)
  }
}

const parseOtherName = (reader: DerReader): GeneralName => {
  const oid = reader.oid()
  const wrapped = reader.inner(constructed(0))
  const value = wrapped.element()
  checkDer(value, value.length)
  wrapped.finish()
  reader.finish()
  return { kind: 'other', oid, value }
}

const checkedText = (kind: 'email' | 'dns' | 'uri', octets: Uint8Array, isAllowed: (text: string) => boolean, at: number): GeneralName => {
  const value = decodeText(tag.ia5String, octets)
  if (value === undefined || value.length > 2048 || !isAllowed(value)) throw new DerError('badValue', at)
  return { kind, value }
}

const checkedOid = (content: Uint8Array, at: number): string => {
  const oid = oidText(content)
  if (oid === undefined) throw new DerError('badOid', at)
  return oid
}

const addressText = (octets: Uint8Array, at: number): string => {
  if (octets.length === 4) return octets.join('.')
  if (octets.length !== 16) throw new DerError('badValue', at)
  return toHex(octets).match(/.{4}/g)?.join(':') ?? ''
}
