import { tag } from './tag.ts'

/** Character strings: what their octets may be (X.680 §41). Returns undefined for anything else. */
export const decodeText = (stringTag: number, octets: Uint8Array): string | undefined => {
  switch (stringTag) {
    case tag.utf8String:
      return decodeUtf8(octets)
    case tag.printableString:
      return ascii(octets, isPrintable)
    case tag.ia5String:
      return ascii(octets, isIa5)
    case tag.numericString:
      return ascii(octets, isNumeric)
    case tag.visibleString:
      return ascii(octets, isVisible)
    case tag.bmpString:
      return decodeBmp(octets)
    default:
      // TeletexString and UniversalString: nobody agrees on what they mean; RFC 5280 §4.1.2.4 forbids new ones.
      return undefined
  }
}

/** BMPString octets of a text: UTF-16, big-endian, as friendly names and PKCS#12 passwords want it. */
export const encodeBmp = (text: string): Uint8Array<ArrayBuffer> => {
  const octets = new Uint8Array(text.length * 2)
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    octets[index * 2] = unit >>> 8
    octets[index * 2 + 1] = unit & 0xff
  }
  return octets
}

export const isPrintableText = (text: string): boolean => /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text)

const fatalUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const decodeUtf8 = (octets: Uint8Array): string | undefined => {
  const plain = ascii(octets, isIa5)
  if (plain !== undefined) return plain
  try {
    return fatalUtf8.decode(octets)
  } catch {
    // Malformed UTF-8 is an answer here, not an accident: the caller refuses the string.
    return undefined
  }
}

const ascii = (octets: Uint8Array, isAllowed: (octet: number) => boolean): string | undefined => {
  let text = ''
  for (const octet of octets) {
    if (!isAllowed(octet)) return undefined
    text += String.fromCharCode(octet)
  }
  return text
}

const decodeBmp = (octets: Uint8Array): string | undefined => {
  if (octets.length % 2 !== 0) return undefined
  let text = ''
  for (let index = 0; index < octets.length; index += 2) text += String.fromCharCode(((octets[index] ?? 0) << 8) | (octets[index + 1] ?? 0))
  return text.isWellFormed() ? text : undefined
}

const printable = new Set([..." '()+,-./:=?"].map((character) => character.charCodeAt(0)))
const isNumeric = (octet: number): boolean => (octet >= 0x30 && octet <= 0x39) || octet === 0x20
const isLetter = (octet: number): boolean => (octet >= 0x41 && octet <= 0x5a) || (octet >= 0x61 && octet <= 0x7a)
const isPrintable = (octet: number): boolean => isLetter(octet) || isNumeric(octet) || printable.has(octet)
const isIa5 = (octet: number): boolean => octet < 0x80
const isVisible = (octet: number): boolean => octet >= 0x20 && octet < 0x7f
