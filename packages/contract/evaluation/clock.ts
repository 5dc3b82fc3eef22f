import * as z from 'zod'

/** GET /api/v1/evaluation/clock, and the signer's answer: the hall's time and how far it is ahead of the real one. */
export const clockView = z.strictObject({ now: z.iso.datetime(), offsetMs: z.int().min(0) })
export type ClockView = z.infer<typeof clockView>

/** Forward by so much, or to an instant. The clock never goes back. */
export const clockMove = z.union([z.strictObject({ byMs: z.int().min(1) }), z.strictObject({ to: z.iso.datetime() })])
export type ClockMove = z.infer<typeof clockMove>

/** The clock stays before this instant: far beyond the certificates of today, and within every date format of theirs. */
export const clockLimitMs = Date.UTC(2100, 0, 1)
