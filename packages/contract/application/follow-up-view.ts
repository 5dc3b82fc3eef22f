import * as z from 'zod'
import { certificateKey, followUpReasons, followUpTypes } from './follow-up.ts'
import { draftForm } from './form.ts'
import { documentKinds } from './vocabulary.ts'

/** What a draft says about its follow-up (part of draftView). */
export const followUpView = z.strictObject({
  type: z.enum(followUpTypes), reason: z.enum(followUpReasons), remark: z.string(), target: certificateKey, targetSubject: z.string(),
  /** The form of the record: the page shows the difference to the draft's. */
  recorded: draftForm, papers: z.array(z.enum(documentKinds)), mayChange: z.array(z.enum(['organization', 'agent', 'contact', 'medium', 'certificate'])),
  makesCertificate: z.boolean(),
})
export type FollowUpView = z.infer<typeof followUpView>
