/** UTCTime and GeneralizedTime in the one form RFC 5280 §4.1.2.5 allows: seconds present, no fraction, Z. */

/** Milliseconds of `YYMMDDHHMMSSZ`, years 1950 to 2049; undefined for anything else. */
export const utcTimeMs = (octets: Uint8Array): number | undefined => {
  if (octets.length !== 13) return undefined
  const year = twoDigits(octets, 0)
  return timeMs(octets, year < 50 ? 2000 + year : 1900 + year, 2)
}

/** Milliseconds of `YYYYMMDDHHMMSSZ`; undefined for anything else. */
export const generalizedTimeMs = (octets: Uint8Array): number | undefined =>
  octets.length === 15 ? timeMs(octets, twoDigits(octets, 0) * 100 + twoDigits(octets, 2), 4) : undefined

/** The content of a UTCTime. The caller sees to 1950 ≤ year ≤ 2049. */
export const utcTimeContent = (ms: number): Uint8Array<ArrayBuffer> => timeContent(new Date(ms), 13)

export const generalizedTimeContent = (ms: number): Uint8Array<ArrayBuffer> => timeContent(new Date(ms), 15)

/** From 2050-01-01 on, certificates and CRLs carry GeneralizedTime (RFC 5280 §4.1.2.5). */
export const firstGeneralizedMs = Date.UTC(2050, 0, 1)

const timeContent = (date: Date, length: 13 | 15): Uint8Array<ArrayBuffer> => {
  const octets = new Uint8Array(length)
  const year = date.getUTCFullYear()
  let at = 0
  const put = (value: number): void => {
    octets[at] = 0x30 + ((value / 10) | 0)
    octets[at + 1] = 0x30 + (value % 10)
    at += 2
  }
  if (length === 15) put((year / 100) | 0)
  put(year % 100)
  put(date.getUTCMonth() + 1)
  put(date.getUTCDate())
  put(date.getUTCHours())
  put(date.getUTCMinutes())
  put(date.getUTCSeconds())
  octets[at] = 0x5a
  return octets
}

const timeMs = (octets: Uint8Array, year: number, start: number): number | undefined => {
  const month = twoDigits(octets, start)
  const day = twoDigits(octets, start + 2)
  const hour = twoDigits(octets, start + 4)
  const minute = twoDigits(octets, start + 6)
  const second = twoDigits(octets, start + 8)
  if (octets[start + 10] !== 0x5a || !(year >= 0 && hour <= 23 && minute <= 59 && second <= 59)) return undefined
  if (!(month >= 1 && month <= 12 && day >= 1)) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second)
  // A day the month does not have would have moved into the next one.
  return date.getUTCDate() === day && date.getUTCMonth() === month - 1 ? date.getTime() : undefined
}

const twoDigits = (octets: Uint8Array, at: number): number => {
  const high = (octets[at] ?? 0) - 0x30
  const low = (octets[at + 1] ?? 0) - 0x30
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? high * 10 + low : Number.NaN
}
