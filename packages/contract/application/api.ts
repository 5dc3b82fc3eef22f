import * as z from 'zod'
import { captchaSolution } from '../captcha.ts'
import { followUpProgress, followUpView } from './follow-up-view.ts'
import { documentView, draftForm, selection } from './form.ts'
import { applicationStates, applicationTypes, certificateTypes, documentKinds, media, rejectReasons, returnReasons } from './vocabulary.ts'
import { passcodeStates } from '../passcode/states.ts'

/** POST /api/v1/lookups (查询). */
export const lookupRequest = z.strictObject({ ...selection.shape, code: z.string().max(200), captcha: captchaSolution })
export const lookupResponse = z.strictObject({
  outcome: z.enum(['unknown', 'known', 'open', 'live']),
  code: z.strictObject({ orgCode: z.string(), uscc: z.string().nullable() }),
  /** The draft that was made (or found again in this session); null while an application is open. */
  draftId: z.uuid().nullable(),
  /** Masked; only when the organisation is known. */
  organization: z.strictObject({ maskedName: z.string(), city: z.string(), maskedMobile: z.string() }).nullable(),
  application: z.strictObject({ applicationNo: z.string(), state: z.enum(applicationStates) }).nullable(),
  certificate: z.strictObject({ notAfter: z.iso.datetime() }).nullable(),
})

/** POST /drafts/{draftId}/prefill-codes → 202; POST /drafts/{draftId}/prefill {code} → draftView with the stored data filled in. */
export const codeEntry = z.strictObject({ code: z.string().max(20) })

export const draftView = z.strictObject({
  draftId: z.uuid(),
  /** Shown to people: resume elsewhere with it and a code to the mobile. */
  draftNo: z.string(),
  selection,
  code: z.strictObject({ orgCode: z.string(), uscc: z.string().nullable() }),
  form: draftForm,
  verified: z.strictObject({ mobile: z.string().nullable(), email: z.string().nullable() }),
  documents: z.array(documentView),
  /** Raises with each save; a save names the version it started from. */
  version: z.int(),
  savedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** Set once submitted: a finished wizard goes to its result. */
  applicationNo: z.string().nullable(),
  prefillOffered: z.boolean(),
  /** What it is about, where it is about an existing certificate. */
  followUp: followUpView.nullable(),
})
export type DraftView = z.infer<typeof draftView>

/** PUT /drafts/{draftId} */
export const draftSave = z.strictObject({ version: z.int(), form: draftForm, selection: selection.optional() })

/** POST /drafts/{draftId}/contact-codes → 202 */
export const contactCodeRequest = z.strictObject({ channel: z.enum(['mobile', 'email']), value: z.string().max(300) })
export const contactCodeSent = z.strictObject({ sentTo: z.string(), againAfterSeconds: z.int(), expiresInSeconds: z.int() })
/** POST /drafts/{draftId}/contact-codes/check → draftView */
export const contactCodeCheck = z.strictObject({ channel: z.enum(['mobile', 'email']), code: z.string().max(20) })

/** POST /drafts/{draftId}/check → what a submission would refuse (used by 下一步). */
export const formCheck = z.strictObject({ issues: z.array(z.strictObject({ field: z.string(), code: z.string() })) })

/** POST /drafts/{draftId}/submit; a repeat with the same key shows the first answer. */
export const submitRequest = z.strictObject({
  idempotencyKey: z.uuid(),
  version: z.int(),
  declaration: z.literal(true),
  consents: z.array(z.strictObject({ consentId: z.enum(['subscriberAgreement', 'privacyNotice', 'cps']), version: z.string() })),
  language: z.enum(['zh', 'en']),
})

/** POST /drafts/resume-codes {draftNo, mobile, captcha} → 202 always the same; POST /drafts/resume {draftNo, mobile, code} → draftView. */
export const resumeCodeRequest = z.strictObject({ draftNo: z.string().max(40), mobile: z.string().max(40), captcha: captchaSolution })
export const resumeRequest = z.strictObject({ draftNo: z.string().max(40), mobile: z.string().max(40), code: z.string().max(20) })

/** POST /progress/codes → 202 always the same; POST /progress → progressView and access for this session. */
export const progressCodeRequest = z.strictObject({
  applicationNo: z.string().max(40),
  mobile: z.string().max(40),
  captcha: captchaSolution,
})
export const progressRequest = z.strictObject({ applicationNo: z.string().max(40), mobile: z.string().max(40), code: z.string().max(20) })

export const returnedItem = z.strictObject({
  /** A form field path, or `document.<kind>`. */
  item: z.string(),
  reason: z.enum(returnReasons),
  remark: z.string(),
  value: z.string().nullable(),
})

/** GET /applications/{applicationNo} (the session that submitted it, or that proved the mobile). */
export const progressView = z.strictObject({
  applicationNo: z.string(),
  state: z.enum(applicationStates),
  applicationType: z.enum(applicationTypes),
  followUp: followUpProgress.nullable(),
  projectNameZh: z.string(),
  projectNameEn: z.string(),
  certificateType: z.enum(certificateTypes),
  medium: z.enum(media),
  organizationName: z.string(),
  submittedAt: z.iso.datetime(),
  dueAt: z.iso.datetime().nullable(),
  revision: z.int(),
  timeline: z.array(
    z.strictObject({
      event: z.enum([
        'submitted',
        'reviewStarted',
        'returned',
        'resubmitted',
        'firstApproved',
        'approved',
        'rejected',
        'withdrawn',
        'passcodeSent',
        'downloadStarted',
        'completed',
        'expired',
        'stopped',
      ]),
      at: z.iso.datetime(),
    }),
  ),
  returnedItems: z.array(returnedItem),
  reject: z.strictObject({ reason: z.enum(rejectReasons), remark: z.string() }).nullable(),
  passcode: z.strictObject({ state: z.enum(passcodeStates), sentTo: z.string(), expiresAt: z.iso.datetime() }).nullable(),
  certificate: z.strictObject({ serialNumber: z.string(), notAfter: z.iso.datetime() }).nullable(),
  form: draftForm,
  documents: z.array(documentView),
  missingOriginals: z.array(z.enum(documentKinds)),
  may: z.strictObject({ correct: z.boolean(), withdraw: z.boolean(), download: z.boolean() }),
})
export type ProgressView = z.infer<typeof progressView>

/** POST /applications/{no}/corrections: exactly the returned fields; papers go to /applications/{no}/documents first. */
export const correctionRequest = z.strictObject({ idempotencyKey: z.uuid(), revision: z.int(), form: draftForm })
/** POST /applications/{no}/withdraw */
export const withdrawRequest = z.strictObject({ revision: z.int() })
