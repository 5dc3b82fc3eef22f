/** Times as the hall writes them: Beijing time (UTC+8, no summer time since 1991), `2026-11-22 17:30`. */
export const beijingDate = (instant: string | number): string => shifted(instant).slice(0, 10)

export const beijingMinute = (instant: string | number): string => shifted(instant).slice(0, 16).replace('T', ' ')

export const beijingSecond = (instant: string | number): string => shifted(instant).slice(0, 19).replace('T', ' ')

export const utcSecond = (instant: string | number): string => new Date(instant).toISOString().slice(0, 19).replace('T', ' ')

const beijingOffsetMs = 8 * 3_600_000

const shifted = (instant: string | number): string => new Date(new Date(instant).getTime() + beijingOffsetMs).toISOString()
