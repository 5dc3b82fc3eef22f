/**
 * Where the members of Cryptoki's C structures lie (PKCS#11 2.40 §2.1): octets next to each other on Windows, by their
 * natural alignment elsewhere; CK_ULONG is `unsigned long`.
 */
export interface Layout {
  readonly ulongOctets: 4 | 8
  readonly pointerOctets: 4 | 8
  /** CK_ATTRIBUTE and CK_MECHANISM: number, pointer, length. */
  readonly triple: { readonly size: number; readonly pointer: number; readonly length: number }
  readonly initializeArgs: { readonly size: number; readonly flags: number }
  readonly tokenInfo: { readonly size: number; readonly flags: number; readonly ulong: (index: number) => number }
  readonly mechanismInfo: { readonly size: number; readonly most: number; readonly flags: number }
  /** CK_FUNCTION_LIST: the version, then the pointers. */
  readonly functionAt: (index: number) => number
}

export interface Machine {
  readonly ulongOctets: 4 | 8
  readonly pointerOctets: 4 | 8
  readonly isPacked: boolean
}

export const layoutOf = ({ ulongOctets, pointerOctets, isPacked }: Machine): Layout => {
  const place = (...sizes: readonly number[]) => placed(sizes, isPacked)
  const triple = place(ulongOctets, pointerOctets, ulongOctets)
  const initializeArgs = place(pointerOctets, pointerOctets, pointerOctets, pointerOctets, ulongOctets, pointerOctets)
  // Four texts (label, manufacturer, model, serial number: 96 octets), flags and ten numbers, two versions, the clock.
  const infoFlags = 96
  const infoSize = roundUp(infoFlags + 11 * ulongOctets + 20, isPacked ? 1 : ulongOctets)
  return {
    ulongOctets,
    pointerOctets,
    triple: { size: triple.size, pointer: triple.offsets[1] ?? 0, length: triple.offsets[2] ?? 0 },
    initializeArgs: { size: initializeArgs.size, flags: initializeArgs.offsets[4] ?? 0 },
    tokenInfo: { size: infoSize, flags: infoFlags, ulong: (index) => infoFlags + index * ulongOctets },
    mechanismInfo: { size: 3 * ulongOctets, most: ulongOctets, flags: 2 * ulongOctets },
    functionAt: (index) => (isPacked ? 2 : pointerOctets) + index * pointerOctets,
  }
}

/** Every member's size is its alignment too. */
const placed = (sizes: readonly number[], isPacked: boolean): { readonly size: number; readonly offsets: readonly number[] } => {
  const offsets: number[] = []
  let end = 0
  for (const size of sizes) {
    const offset = isPacked ? end : roundUp(end, size)
    offsets.push(offset)
    end = offset + size
  }
  return { size: isPacked ? end : roundUp(end, Math.max(...sizes)), offsets }
}

const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step
