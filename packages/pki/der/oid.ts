/** Object identifiers: dotted text and content octets (X.690 §8.19), cached because the same few dozen come all day. */

const contentOf = new Map<string, Uint8Array>()
const maximumOctets = 64

/** Content octets of a dotted OID. For constants of the house: throws RangeError on text that is no OID. */
export const oidContent = (dotted: string): Uint8Array => {
  const known = contentOf.get(dotted)
  if (known !== undefined) return known
  const content = encodeArcs(dotted)
  contentOf.set(dotted, content)
  return content
}

/** Dotted text of content octets, or undefined when they are not a minimal encoding with arcs below 2^53. */
export const oidText = (bytes: Uint8Array, start = 0, end = bytes.length): string | undefined => {
  if (end <= start || end - start > maximumOctets || (bytes[end - 1] ?? 0) >= 0x80) return undefined
  let text = ''
  let arc = 0
  let isFirstOctet = true
  for (let index = start; index < end; index += 1) {
    const octet = bytes[index] ?? 0
    // §8.19.2: the leading octet of an arc is never 0x80; a padded arc is a disguise of another OID.
    if (isFirstOctet && octet === 0x80) return undefined
    arc = arc * 128 + (octet & 0x7f)
    if (arc > Number.MAX_SAFE_INTEGER) return undefined
    isFirstOctet = octet < 0x80
    if (!isFirstOctet) continue
    text += text === '' ? firstArcs(arc) : `.${arc}`
    arc = 0
  }
  return text
}

const firstArcs = (value: number): string => (value < 40 ? `0.${value}` : value < 80 ? `1.${value - 40}` : `2.${value - 80}`)

const encodeArcs = (dotted: string): Uint8Array => {
  if (!/^[0-2](?:\.(?:0|[1-9][0-9]{0,15}))+$/.test(dotted)) throw new RangeError('not an object identifier')
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  if (first < 2 && second > 39) throw new RangeError('not an object identifier')
  if (![80 + second, ...rest].every(Number.isSafeInteger)) throw new RangeError('object identifier with an arc beyond 2^53')
  const octets: number[] = []
  for (const arc of [first * 40 + second, ...rest]) {
    const arcOctets = [arc % 128]
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) arcOctets.unshift((left % 128) + 128)
    octets.push(...arcOctets)
  }
  if (octets.length > maximumOctets) throw new RangeError('object identifier too long')
  return Uint8Array.from(octets)
}
