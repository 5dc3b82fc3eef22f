import * as z from 'zod'
import { documentView, draftForm } from '../application/form.ts'
import { returnedItem } from '../application/api.ts'
import { certificateKey, followUpReasons, followUpTypes } from '../application/follow-up.ts'
import {
  applicationStates,
  applicationTypes,
  certificateTypes,
  deliveryChannels,
  documentKinds,
  formFields,
  media,
  organizationKinds,
  rejectReasons,
  returnReasons,
} from '../application/vocabulary.ts'
import { certificateStates } from '../certificate/vocabulary.ts'
import { passcodeStates } from '../passcode/states.ts'
import { staffRoles } from '../staff/roles.ts'

/** All under /api/v1/desk, with the desk's own cookie. */
export const enrolmentQuestion = z.strictObject({ token: z.string().max(200) })
export const enrolmentView = z.strictObject({ name: z.string(), roles: z.array(z.enum(staffRoles)), expiresAt: z.iso.datetime() })
export const enrolmentRequest = z.strictObject({ token: z.string().max(200), csr: z.string().max(20_000) })
export const enrolmentResult = z.strictObject({
  personId: z.uuid(),
  name: z.string(),
  roles: z.array(z.enum(staffRoles)),
  certificate: z.string(),
  notAfter: z.iso.datetime(),
})

export const loginChallenge = z.strictObject({ nonce: z.string(), origin: z.string(), expiresAt: z.iso.datetime() })
/** `text`: canonical staffLogin statement; signature and certificate as in SignedStatement. */
export const loginRequest = z.strictObject({
  text: z.string().max(2000),
  signature: z.string().max(400),
  certificate: z.string().max(8000),
})
export const deskPerson = z.strictObject({
  personId: z.uuid(),
  name: z.string(),
  roles: z.array(z.enum(staffRoles)),
  certificateSha256: z.string(),
  certificateNotAfter: z.iso.datetime(),
  sessionEndsAt: z.iso.datetime(),
})

export const caseRow = z.strictObject({
  applicationNo: z.string(),
  state: z.enum(applicationStates),
  applicationType: z.enum(applicationTypes),
  organizationName: z.string(),
  projectNameZh: z.string(),
  projectNameEn: z.string(),
  certificateType: z.enum(certificateTypes),
  medium: z.enum(media),
  submittedAt: z.iso.datetime(),
  dueAt: z.iso.datetime(),
  late: z.boolean(),
  revision: z.int(),
  signals: z.int(),
  openedBy: z.string().nullable(),
})
/** GET /cases?list=open|returned|decided|all&type=new|renew|…&cursor= — oldest promise first. */
export const caseList = z.strictObject({ rows: z.array(caseRow), nextCursor: z.string().nullable(), openCount: z.int() })
/** POST /cases/next → {applicationNo}|null: takes the next case nobody has open. */
export const nextCase = z.strictObject({ applicationNo: z.string().nullable() })

/** One automatic check, shown beside the data. */
export const caseCheck = z.strictObject({
  check: z.enum([
    'usccCheckDigits',
    'orgCodeCheckDigit',
    'kindMatchesPrefix',
    'residentIdCheckDigit',
    'licenceValid',
    'registryName',
    'registryLegalRepresentative',
    'mobileVerified',
    'emailVerified',
    'agentMobileDiffers',
    'papersComplete',
    'otherOpenApplications',
    'liveCertificates',
    'targetFits',
    'onlyAllowedChanges',
    'certificateShown',
  ]),
  outcome: z.enum(['pass', 'warn', 'fail', 'unknown']),
  /** Facts for the sentence, for example the registered name. */
  detail: z.record(z.string(), z.union([z.string(), z.number()])),
})
export const statementView = z.strictObject({
  by: z.string(),
  role: z.enum(staffRoles),
  at: z.iso.datetime(),
  decision: z.enum(['approve', 'reject', 'return', 'release']),
  remark: z.string(),
  textSha256: z.string(),
})

/** A field of the form as the record has it and as it is asked for; private numbers masked on both sides. */
export const caseDifference = z.strictObject({
  field: z.enum(formFields),
  recorded: z.string().nullable(),
  asked: z.string().nullable(),
  isAllowed: z.boolean(),
})
/** What an application on a certificate is about, and what its approval does. */
export const caseFollowUp = z.strictObject({
  type: z.enum(followUpTypes),
  reason: z.enum(followUpReasons),
  remark: z.string(),
  shownBy: z.enum(['certificate', 'contact']),
  target: z.strictObject({
    ...certificateKey.shape,
    state: z.enum(certificateStates),
    subject: z.string(),
    medium: z.enum(media),
    notBefore: z.iso.datetime(),
    notAfter: z.iso.datetime(),
    /** Its successor is installed: it ends then. */
    endsAt: z.iso.datetime().nullable(),
  }),
  differences: z.array(caseDifference),
  /** Papers that this reason asks for. */
  papers: z.array(z.enum(documentKinds)),
  effect: z.strictObject({
    targetEnd: z.enum(['overlap', 'confirmation', 'approval', 'never']),
    overlapDays: z.int(),
    revocationReason: z.string(),
    makesCertificate: z.boolean(),
    frozenAtOnce: z.boolean(),
  }),
})
export type CaseFollowUp = z.infer<typeof caseFollowUp>

export const caseView = z.strictObject({
  applicationNo: z.string(),
  state: z.enum(applicationStates),
  applicationType: z.enum(applicationTypes),
  followUp: caseFollowUp.nullable(),
  revision: z.int(),
  version: z.int(),
  projectNameZh: z.string(),
  projectNameEn: z.string(),
  certificateType: z.enum(certificateTypes),
  medium: z.enum(media),
  profileId: z.string(),
  submittedAt: z.iso.datetime(),
  dueAt: z.iso.datetime(),
  channel: z.enum(['online']),
  /** Identity numbers masked; POST …/reveal shows one for 30 s and is recorded. */
  form: draftForm,
  /** The subject the certificate will carry, RFC 4514. */
  subject: z.string(),
  validityDays: z.int(),
  documents: z.array(documentView),
  checks: z.array(caseCheck),
  /** What the organisation registry holds; null when it does not know the code. */
  registry: z
    .strictObject({
      name: z.string(),
      kind: z.enum(organizationKinds).nullable(),
      legalRepresentative: z.string().nullable(),
      address: z.string().nullable(),
      source: z.string(),
      asOf: z.iso.datetime(),
    })
    .nullable(),
  certificates: z.array(z.strictObject({ serialNumber: z.string(), state: z.string(), notAfter: z.iso.datetime() })),
  /** Signed approvals of this revision; an unfreeze takes two persons. */
  approvals: z.strictObject({
    needed: z.int(),
    given: z.array(z.strictObject({ by: z.string(), at: z.iso.datetime(), isMine: z.boolean() })),
  }),
  statements: z.array(statementView),
  returnedItems: z.array(returnedItem),
  reject: z.strictObject({ reason: z.enum(rejectReasons), remark: z.string() }).nullable(),
  others: z.array(z.string()),
  may: z.strictObject({
    approve: z.boolean(),
    reject: z.boolean(),
    return: z.boolean(),
    reveal: z.boolean(),
    whyNot: z.string().nullable(),
  }),
})
export type CaseView = z.infer<typeof caseView>

export const revealRequest = z.strictObject({
  field: z.enum(['agent.idNumber', 'agent.mobile', 'contact.mobile', 'contact.email']),
  reason: z.string().min(2).max(200),
})
export const revealResponse = z.strictObject({ value: z.string() })

/** POST /cases/{no}/statements → statementToSign; then POST /cases/{no}/decisions {text, signature} → caseView. */
export const decisionDraft = z.strictObject({
  version: z.int(),
  decision: z.enum(['approve', 'reject', 'return']),
  rejectReason: z.enum(rejectReasons).nullable(),
  returnedItems: z.array(z.strictObject({ item: z.string().max(80), reason: z.enum(returnReasons), remark: z.string().max(500) })).max(40),
  remark: z.string().max(1000),
})
export const statementToSign = z.strictObject({ text: z.string() })
export const signedByMe = z.strictObject({ text: z.string().max(20_000), signature: z.string().max(400) })

export const deliveryRow = z.strictObject({
  applicationNo: z.string(),
  organizationName: z.string(),
  projectNameZh: z.string(),
  projectNameEn: z.string(),
  approvedAt: z.iso.datetime(),
  reviewedBy: z.string(),
  channel: z.enum(deliveryChannels),
  target: z.string(),
  state: z.enum(applicationStates),
  passcode: z
    .strictObject({
      state: z.enum(passcodeStates),
      createdAt: z.iso.datetime(),
      expiresAt: z.iso.datetime(),
      attempts: z.int(),
      lastFailure: z.string().nullable(),
    })
    .nullable(),
  notices: z.array(
    z.strictObject({
      kind: z.string(),
      channel: z.enum(deliveryChannels),
      state: z.enum(['queued', 'sent', 'retrying', 'failed']),
      attempts: z.int(),
      at: z.iso.datetime(),
    }),
  ),
  may: z.strictObject({ release: z.boolean(), resend: z.boolean(), whyNot: z.string().nullable() }),
})
/** GET /deliveries?list=toSend|sent|all */
export const deliveryList = z.strictObject({ rows: z.array(deliveryRow), nextCursor: z.string().nullable() })
/** POST /deliveries/{no}/statements → statementToSign; then POST /deliveries/{no}/releases {text, signature} → deliveryRow. */
export const releaseDraft = z.strictObject({ channel: z.enum(deliveryChannels), resendReason: z.string().max(500).nullable() })

/** GET /audit?cursor=&case=&type= */
export const auditRow = z.strictObject({
  sequence: z.int().nullable(),
  eventId: z.uuid(),
  at: z.iso.datetime(),
  type: z.string(),
  actorKind: z.string(),
  actorName: z.string(),
  role: z.string().nullable(),
  applicationNo: z.string().nullable(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  hash: z.string().nullable(),
})
export const auditList = z.strictObject({
  rows: z.array(auditRow),
  nextCursor: z.string().nullable(),
  chain: z.strictObject({ verifiedUntil: z.iso.datetime().nullable(), count: z.int(), waiting: z.int() }),
})

/** GET /api/v1/outbox (evaluation only, no login) */
export const outboxMessage = z.strictObject({
  messageId: z.uuid(),
  channel: z.enum(deliveryChannels),
  to: z.string(),
  subject: z.string().nullable(),
  body: z.string(),
  kind: z.string(),
  applicationNo: z.string().nullable(),
  at: z.iso.datetime(),
  codes: z.array(z.string()),
})
export const outboxList = z.strictObject({ messages: z.array(outboxMessage) })
