import * as z from 'zod'
import { captchaSolution } from '../captcha.ts'
import { applicationStates, applicationTypes, certificateTypes, media } from '../application/vocabulary.ts'
import { certificateKey, followUpReasons, followUpTypes, freezeReasons } from '../application/follow-up.ts'
import { certificateStates, keyAlgorithms, revocationReasons, type RevocationReason } from '../certificate/vocabulary.ts'

/** All in the hall's session (cookie certhall_hall), below /api/v1. */

/** POST /holder/login/challenge */
export const holderChallenge = z.strictObject({ nonce: z.string(), origin: z.string(), expiresAt: z.iso.datetime() })
/** POST /holder/login: `text` is a canonical certhall.holder-login.v1 statement; certificate in base64 DER. A repeat of it by the same certificate is the step-up. */
export const holderLoginRequest = z.strictObject({
  text: z.string().max(2000),
  signature: z.string().max(2000),
  certificate: z.string().max(20_000),
})
/** GET /holder/session; null where nobody is logged in. */
export const holderView = z.strictObject({
  /** Whoever logged in with a certificate, or proved the contact of an organisation. */
  by: z.enum(['certificate', 'contact']),
  organizationName: z.string(),
  orgCode: z.string(),
  certificate: z
    .strictObject({ ...certificateKey.shape, subject: z.string(), notAfter: z.iso.datetime(), medium: z.enum(media) })
    .nullable(),
  /** Until then a step-up counts; null where it has run out. */
  steppedUpUntil: z.iso.datetime().nullable(),
  sessionEndsAt: z.iso.datetime(),
})
export type HolderView = z.infer<typeof holderView>
export const holderSession = z.strictObject({ holder: holderView.nullable() })

/** GET /holder/sessions; DELETE /holder/sessions/{mark} ends one's own. */
export const holderSessions = z.strictObject({
  sessions: z.array(
    z.strictObject({
      mark: z.string(),
      startedAt: z.iso.datetime(),
      lastSeenAt: z.iso.datetime(),
      source: z.string(),
      browser: z.string(),
      isThis: z.boolean(),
    }),
  ),
})

/** POST /holder/contact-codes {code: organisation code, captcha} → 202, the same for an unknown organisation; the code goes to the contact on record. */
export const organizationCodeRequest = z.strictObject({ code: z.string().max(200), captcha: captchaSolution })
/** POST /holder/contact → holderView with by = contact. */
export const organizationCodeCheck = z.strictObject({ orgCode: z.string().max(200), code: z.string().max(20) })

const reason = z.enum(Object.keys(revocationReasons) as [RevocationReason, ...RevocationReason[]])

/** Each button of a certificate: null where it works, else the code of the refusal it would get. */
export const certificateMay = z.strictObject({
  renew: z.string().nullable(),
  replace: z.string().nullable(),
  change: z.string().nullable(),
  freeze: z.string().nullable(),
  unfreeze: z.string().nullable(),
  revoke: z.string().nullable(),
})
export type CertificateMay = z.infer<typeof certificateMay>

export const heldCertificate = z.strictObject({
  ...certificateKey.shape,
  subject: z.string(),
  certificateType: z.enum(certificateTypes),
  projectId: z.string(),
  projectNameZh: z.string(),
  projectNameEn: z.string(),
  medium: z.enum(media),
  keyAlgorithm: z.enum(keyAlgorithms),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
  state: z.enum(certificateStates),
  /** Set when a renewal has been installed: the old one ends then. */
  endsAt: z.iso.datetime().nullable(),
  endReason: reason.nullable(),
  /** The certificate of this login. */
  isThis: z.boolean(),
  daysLeft: z.int(),
  openApplication: z
    .strictObject({ applicationNo: z.string(), applicationType: z.enum(applicationTypes), state: z.enum(applicationStates) })
    .nullable(),
  may: certificateMay,
})
export type HeldCertificate = z.infer<typeof heldCertificate>
/** GET /certificates: all of the organisation that this login may see; in contact mode without serial numbers shortened: nothing is hidden but the form. */
export const heldCertificates = z.strictObject({ certificates: z.array(heldCertificate) })

/** GET /certificates/{authorityId}/{serialNumber} */
export const certificateDetail = z.strictObject({
  ...heldCertificate.shape,
  issuer: z.string(),
  sha256: z.string(),
  keyUsage: z.array(z.string()),
  extendedKeyUsage: z.array(z.string()),
  subjectAltName: z.array(z.string()),
  crlUrl: z.string(),
  ocspUrl: z.string(),
  /** base64 DER; issuing CA first in `chain`. */
  certificate: z.string(),
  chain: z.array(z.string()),
  /** Oldest first; `event` is an audit event type. */
  history: z.array(z.strictObject({ at: z.iso.datetime(), event: z.string(), applicationNo: z.string().nullable() })),
})
export type CertificateDetail = z.infer<typeof certificateDetail>

/** POST /certificates/{authorityId}/{serialNumber}/freeze → heldCertificate; frozen already: the same answer again. */
export const freezeRequest = z.strictObject({ reason: z.enum(freezeReasons), remark: z.string().max(500) })

/** POST /certificates/{authorityId}/{serialNumber}/follow-ups → a draft, prefilled from the record; asked again it finds the same draft. */
export const followUpRequest = z.strictObject({
  type: z.enum(followUpTypes),
  reason: z.enum(followUpReasons),
  remark: z.string().max(500),
  medium: z.enum(media).optional(),
})
export const followUpOpened = z.strictObject({ draftId: z.uuid() })
/** POST /certificates/renewals: several in one go for `expiring`, each answered by itself. */
export const renewalsRequest = z.strictObject({
  certificates: z.array(certificateKey).min(1).max(50),
  idempotencyKey: z.uuid(),
  declaration: z.literal(true),
  language: z.enum(['zh', 'en']),
  consents: z.array(z.strictObject({ consentId: z.enum(['subscriberAgreement', 'privacyNotice', 'cps']), version: z.string() })),
})
export const renewalsResponse = z.strictObject({
  results: z.array(z.strictObject({ ...certificateKey.shape, applicationNo: z.string().nullable(), code: z.string().nullable() })),
})
