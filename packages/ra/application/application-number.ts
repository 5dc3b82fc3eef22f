/** Beijing has had no summer time since 1991, so its day is a fixed shift. */
const beijingOffsetMs = 8 * 3_600_000
const dayMs = 86_400_000

export const beijingYear = (atMs: number): number => new Date(atMs + beijingOffsetMs).getUTCFullYear()

/** YYYY-MM-DD in Beijing. */
export const beijingDate = (atMs: number): string => new Date(atMs + beijingOffsetMs).toISOString().slice(0, 10)

/** A2026-000123: what people quote on the telephone. */
export const applicationNumber = (year: number, count: number): string => `A${year}-${String(count).padStart(6, '0')}`

/** Accepts what people type: lower case, spaces, a missing or long hyphen. */
export const normalizeApplicationNumber = (typed: string): string => {
  const match = /^A?(\d{4})(\d{6})$/.exec(
    typed
      .slice(0, 60)
      .normalize('NFKC')
      .toUpperCase()
      .replace(/[\s\-‐-―]/gu, ''),
  )
  return match === null ? '' : `A${match[1]}-${match[2]}`
}

/** D-7KQ2-9MFX, without symbols that look alike; 40 bits. It opens nothing without a code to the mobile. */
export const draftNumber = (bytes: Uint8Array): string => {
  const symbols = [...bytes.subarray(0, 8)].map((byte) => alphabet.charAt(byte & 31)).join('')
  return `D-${symbols.slice(0, 4)}-${symbols.slice(4)}`
}

export const normalizeDraftNumber = (typed: string): string => {
  const match = /^D?([2-9A-HJ-NP-Z]{4})([2-9A-HJ-NP-Z]{4})$/.exec(
    typed
      .slice(0, 60)
      .normalize('NFKC')
      .toUpperCase()
      .replace(/[\s\-‐-―]/gu, ''),
  )
  return match === null ? '' : `D-${match[1]}-${match[2]}`
}

const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** The end of the working day that lies `days` working days later (Saturday and Sunday do not count). */
export const dueAfter = (fromMs: number, days: number): number => {
  let day = Math.floor((fromMs + beijingOffsetMs) / dayMs)
  for (let left = days; left > 0; ) {
    day += 1
    // 1970-01-01 was a Thursday: 0 is Thursday, 2 Saturday, 3 Sunday.
    const weekday = day % 7
    if (weekday !== 2 && weekday !== 3) left -= 1
  }
  return day * dayMs - beijingOffsetMs + endOfWorkMs
}

const endOfWorkMs = (17 * 60 + 30) * 60_000
