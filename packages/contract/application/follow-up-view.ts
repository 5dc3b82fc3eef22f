import * as z from 'zod'
import { certificateKey, followUpReasons, followUpTypes } from './follow-up.ts'
import { draftForm } from './form.ts'
import { certificateStates } from '../certificate/vocabulary.ts'
import { documentKinds } from './vocabulary.ts'

/** What a draft says about its follow-up (part of draftView). */
export const followUpView = z.strictObject({
  type: z.enum(followUpTypes),
  reason: z.enum(followUpReasons),
  remark: z.string(),
  target: certificateKey,
  targetSubject: z.string(),
  /** The form of the record: the page shows the difference to the draft's. */
  recorded: draftForm,
  papers: z.array(z.enum(documentKinds)),
  mayChange: z.array(z.enum(['organization', 'agent', 'contact', 'medium', 'certificate'])),
  makesCertificate: z.boolean(),
})
export type FollowUpView = z.infer<typeof followUpView>

/** What the progress page says of a follow-up: what was asked for which certificate, and what becomes of it. */
export const followUpProgress = z.strictObject({
  type: z.enum(followUpTypes),
  reason: z.enum(followUpReasons),
  remark: z.string(),
  target: z.strictObject({
    ...certificateKey.shape,
    state: z.enum(certificateStates),
    subject: z.string(),
    notAfter: z.iso.datetime(),
    endsAt: z.iso.datetime().nullable(),
  }),
  targetEnd: z.enum(['overlap', 'confirmation', 'approval', 'never']),
  overlapDays: z.int(),
  makesCertificate: z.boolean(),
  approvalsNeeded: z.int(),
})
export type FollowUpProgress = z.infer<typeof followUpProgress>
