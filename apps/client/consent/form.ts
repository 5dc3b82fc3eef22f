import type { ConsentAnswer } from './question.ts'

export interface ConsentForm {
  readonly formToken: string
  readonly decision: 'agree' | 'cancel'
  readonly answer: ConsentAnswer
}

/**
 * Reads the posted form octet by octet, so that no PIN ever becomes a string, which could not be overwritten. Undefined
 * for anything but the fields of our page, each at most once.
 */
export const readForm = (body: Uint8Array): ConsentForm | undefined => {
  const fields = new Map<string, Uint8Array>()
  for (const [start, end] of pieces(body, ampersand, 0, body.length)) {
    const equals = body.subarray(start, end).indexOf(equalsSign)
    const name = equals < 0 ? '' : String.fromCharCode(...body.subarray(start, start + equals))
    const value = decode(body.subarray(start + equals + 1, end))
    if (!isFieldName(name) || fields.has(name) || value === undefined) {
      for (const field of fields.values()) field.fill(0)
      return undefined
    }
    fields.set(name, value)
  }
  const text = (name: FieldName): string => String.fromCharCode(...(fields.get(name) ?? []))
  const octets = (name: FieldName): Uint8Array => fields.get(name) ?? new Uint8Array()
  return {
    formToken: text('formToken'),
    decision: text('decision') === 'agree' ? 'agree' : 'cancel',
    answer: {
      pin: octets('pin'),
      newPin: octets('newPin'),
      newPinAgain: octets('newPinAgain'),
      isLastTryConfirmed: text('lastTry') === 'yes',
      removesAbandonedKeys: text('abandoned') === 'yes',
    },
  }
}

export const wipeAnswer = ({ pin, newPin, newPinAgain }: ConsentAnswer): void => {
  for (const octets of [pin, newPin, newPinAgain]) octets.fill(0)
}

const fieldNames = ['formToken', 'decision', 'pin', 'newPin', 'newPinAgain', 'lastTry', 'abandoned'] as const
type FieldName = (typeof fieldNames)[number]
const isFieldName = (name: string): name is FieldName => (fieldNames as readonly string[]).includes(name)

const [ampersand, equalsSign, percent, plus, space] = [0x26, 0x3d, 0x25, 0x2b, 0x20]

const pieces = (octets: Uint8Array, separator: number, from: number, to: number): readonly (readonly [number, number])[] => {
  const found: (readonly [number, number])[] = []
  for (let start = from; start < to; ) {
    const next = octets.indexOf(separator, start)
    const end = next < 0 || next > to ? to : next
    found.push([start, end])
    start = end + 1
  }
  return found
}

const decode = (encoded: Uint8Array): Uint8Array | undefined => {
  const decoded = new Uint8Array(encoded.length)
  let length = 0
  for (let index = 0; index < encoded.length; index += 1) {
    let octet = encoded[index] ?? 0
    if (octet === plus) octet = space
    else if (octet === percent) {
      octet = hexDigit(encoded[index + 1]) * 16 + hexDigit(encoded[index + 2])
      if (Number.isNaN(octet)) return undefined
      index += 2
    }
    decoded[length] = octet
    length += 1
  }
  const value = decoded.slice(0, length)
  decoded.fill(0)
  return value
}

const hexDigit = (octet: number | undefined): number => {
  if (octet === undefined) return Number.NaN
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30
  const letter = octet | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Number.NaN
}
