/** Code 39 (ISO/IEC 16388): each character is nine elements, bar first, three of them wide; a narrow gap between characters. */
const wideElements: Readonly<Record<string, string>> = {
  '0': '000110100',
  '1': '100100001',
  '2': '001100001',
  '3': '101100000',
  '4': '000110001',
  '5': '100110000',
  '6': '001110000',
  '7': '000100101',
  '8': '100100100',
  '9': '001100100',
  A: '100001001',
  B: '001001001',
  C: '101001000',
  D: '000011001',
  E: '100011000',
  F: '001011000',
  G: '000001101',
  H: '100001100',
  I: '001001100',
  J: '000011100',
  K: '100000011',
  L: '001000011',
  M: '101000010',
  N: '000010011',
  O: '100010010',
  P: '001010010',
  Q: '000000111',
  R: '100000110',
  S: '001000110',
  T: '000010110',
  U: '110000001',
  V: '011000001',
  W: '111000000',
  X: '010010001',
  Y: '110010000',
  Z: '011010000',
  '-': '010000101',
  '*': '010010100',
}

export interface Bar {
  readonly x: number
  readonly width: number
}

export interface Barcode {
  readonly bars: readonly Bar[]
  readonly width: number
}

/** Bars in units of the narrow element; null when a character cannot be written. */
export const code39 = (text: string): Barcode | null => {
  const bars: Bar[] = []
  let x = 0
  for (const character of `*${text}*`) {
    const pattern = wideElements[character]
    if (pattern === undefined || (character === '*' && text.includes('*'))) return null
    for (const [index, wide] of [...pattern].entries()) {
      const width = wide === '1' ? 3 : 1
      if (index % 2 === 0) bars.push({ x, width })
      x += width
    }
    x += 1
  }
  return { bars, width: x - 1 }
}
