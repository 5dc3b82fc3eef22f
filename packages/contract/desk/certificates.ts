import * as z from 'zod'
import { certificateKey, freezeReasons } from '../application/follow-up.ts'
import { certificateTypes, media } from '../application/vocabulary.ts'
import { certificateStates } from '../certificate/vocabulary.ts'

/** All under /api/v1/desk/certificates, for customer service: what the certificate says and its state, no form and no paper. */
export const deskCertificate = z.strictObject({
  ...certificateKey.shape,
  subject: z.string(),
  orgCode: z.string(),
  applicationNo: z.string(),
  projectId: z.string(),
  projectNameZh: z.string(),
  projectNameEn: z.string(),
  certificateType: z.enum(certificateTypes),
  medium: z.enum(media),
  state: z.enum(certificateStates),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
  storedAt: z.iso.datetime(),
  /** null: issued, but nobody has shown that it is installed. */
  confirmedAt: z.iso.datetime().nullable(),
  frozenAt: z.iso.datetime().nullable(),
  /** null where it works, else the code of the refusal that it would get. */
  may: z.strictObject({ freeze: z.string().nullable() }),
})
export type DeskCertificate = z.infer<typeof deskCertificate>

/** GET ?query= — an organisation code, a serial number, an application number, or the start of the holder's name. */
export const deskCertificateQuestion = z.strictObject({ query: z.string().trim().min(2).max(200) })
/** GET /overdue takes nothing and answers the same shape: issued 72 hours ago or more and not confirmed, oldest first. */
export const deskCertificateList = z.strictObject({
  rows: z.array(deskCertificate),
  /** There are more than are shown: ask more narrowly. */
  isCut: z.boolean(),
})
export type DeskCertificateList = z.infer<typeof deskCertificateList>

/** POST /{authorityId}/{serialNumber}/freeze → deskCertificate. Who called, and where they can be called back, is recorded. */
export const deskFreeze = z.strictObject({
  reason: z.enum(freezeReasons),
  remark: z.string().trim().max(500),
  callerName: z.string().trim().min(2).max(60),
  callBackNumber: z
    .string()
    .trim()
    .regex(/^[0-9+() -]{5,30}$/),
})
export type DeskFreeze = z.infer<typeof deskFreeze>
