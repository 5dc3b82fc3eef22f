import * as z from 'zod'
import { mostUkeys, ukeyActs, ukeyStates } from './vocabulary.ts'

/** All under /api/v1/desk/ukeys, with the desk's own cookie. */
const modelId = z.string().min(1).max(60)
const serialNumber = z.string().min(1).max(64)
const reason = z.string().trim().min(2).max(200)

export const ukeyRow = z.strictObject({
  modelId: z.string(),
  serialNumber: z.string(),
  state: z.enum(ukeyStates),
  /** To whom it is allocated: a service point or a person. */
  place: z.string().nullable(),
  /** The application whose certificate was put on it last. */
  applicationNo: z.string().nullable(),
  changedAt: z.iso.datetime(),
  /** Somebody used it although it is reported lost or scrapped; until the next movement. */
  unexpected: z.strictObject({ applicationNo: z.string(), at: z.iso.datetime() }).nullable(),
  /** What this person may do with it now. */
  may: z.array(z.enum(ukeyActs)),
})
export type UkeyRow = z.infer<typeof ukeyRow>

/** All that came in, and where it is now; `difference` (in less what is there) is always 0. */
export const ukeyBalance = z.strictObject({
  modelId: z.string(),
  supplied: z.int(),
  brought: z.int(),
  inStock: z.int(),
  allocated: z.int(),
  inUse: z.int(),
  lost: z.int(),
  scrapped: z.int(),
  difference: z.int(),
})
export type UkeyBalance = z.infer<typeof ukeyBalance>

/** GET /ukeys?state=&modelId=&serialNumber=&cursor= — by model and serial number; `serialNumber` is the start of one. */
export const ukeyQuestion = z.strictObject({
  state: z.enum(ukeyStates).optional(),
  modelId: modelId.optional(),
  serialNumber: z.string().max(64).optional(),
  cursor: z.string().max(500).optional(),
})
export const ukeyList = z.strictObject({
  rows: z.array(ukeyRow),
  nextCursor: z.string().nullable(),
  balance: z.array(ukeyBalance),
  may: z.strictObject({ receive: z.boolean() }),
})
export type UkeyList = z.infer<typeof ukeyList>

/** GET /ukeys/{modelId}/{serialNumber} — one UKEY with all its movements, oldest first. */
export const ukeyAddress = z.strictObject({ modelId, serialNumber })
export const ukeyMovement = z.strictObject({
  number: z.int(),
  from: z.string(),
  to: z.string(),
  by: z.string().nullable(),
  applicationNo: z.string().nullable(),
  reason: z.string().nullable(),
  at: z.iso.datetime(),
})
export const ukeyHistory = z.strictObject({ ukey: ukeyRow, movements: z.array(ukeyMovement) })
export type UkeyHistory = z.infer<typeof ukeyHistory>

const serialNumbers = z.array(serialNumber).min(1).max(mostUkeys)

/** POST /ukeys/receipts; those that are known already stay as they are and are named. */
export const ukeyReceipt = z.strictObject({ modelId, serialNumbers })
export const ukeyReceived = z.strictObject({ received: z.int(), known: z.array(z.string()) })
export type UkeyReceived = z.infer<typeof ukeyReceived>

/** POST /ukeys/allocations; all of them or none. */
export const ukeyAllocation = z.strictObject({ modelId, serialNumbers, place: z.string().trim().min(2).max(80) })
/** POST /ukeys/returns, /ukeys/losses, /ukeys/scrappings; all of them or none. */
export const ukeyReason = z.strictObject({ modelId, serialNumbers, reason })
export const ukeyMoved = z.strictObject({ moved: z.int() })
