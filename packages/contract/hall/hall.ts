import * as z from 'zod'
import { certificateTypes, documentKinds, media } from '../application/vocabulary.ts'
import { keyAlgorithms } from '../certificate/vocabulary.ts'

/** GET /api/v1/hall */
export const hallView = z.strictObject({
  mode: z.enum(['evaluation', 'production']),
  hotline: z.string(),
  serviceHours: z.strictObject({ zh: z.string(), en: z.string() }),
  postalAddress: z.strictObject({ zh: z.string(), en: z.string() }),
  /** Where pages look for the client on the visitor's own computer, in this order. */
  clientPorts: z.array(z.int()),
  version: z.string(),
  /** Whether a certificate can be shown by TLS as a second way to log in (POST /holder/tls-login). */
  tlsLogin: z.boolean(),
  reviewWorkingDays: z.int(),
})
export const defaultOverlapDays = 7
/** GET /api/v1/projects */
export const projectView = z.strictObject({
  projectId: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  noteZh: z.string(),
  noteEn: z.string(),
  media: z.array(z.enum(media)),
  certificateTypes: z
    .array(
      z.strictObject({
        certificateType: z.enum(certificateTypes),
        profileId: z.string(),
        keyAlgorithm: z.enum(keyAlgorithms),
        validityYears: z.array(z.int()).min(1),
      }),
    )
    .min(1),
  documents: z.strictObject({ enterprise: z.array(z.enum(documentKinds)), institution: z.array(z.enum(documentKinds)) }),
  passcodeLifeDays: z.int(),
  /** Days that an old certificate stays valid after its renewal for “about to expire” (design §5.2). */
  overlapDays: z.int().min(0).max(90).optional(),
  originalsByPost: z.boolean(),
})
export type ProjectView = z.infer<typeof projectView>
/** GET /api/v1/service-points */
export const servicePointView = z.strictObject({
  nameZh: z.string(),
  nameEn: z.string(),
  city: z.string(),
  addressZh: z.string(),
  addressEn: z.string(),
  phone: z.string(),
  hoursZh: z.string(),
  hoursEn: z.string(),
})
/** GET /api/v1/consents: what AP-0 asks agreement to; the application stores id, version and digest. */
export const consentView = z.strictObject({
  consentId: z.enum(['subscriberAgreement', 'privacyNotice', 'cps']),
  version: z.string(),
  effectiveOn: z.iso.date(),
  titleZh: z.string(),
  titleEn: z.string(),
  textZh: z.string(),
  textEn: z.string(),
  sha256: z.string(),
})
/** GET /api/v1/authorities: CA certificates for relying parties. */
export const authorityView = z.strictObject({
  authorityId: z.string(),
  role: z.enum(['root', 'issuing', 'staff']),
  name: z.string(),
  certificateUrl: z.string(),
  crlUrl: z.string(),
  /** What was revoked since the full list; null of a root, whose key sleeps. */
  deltaCrlUrl: z.string().nullable(),
  sha256: z.string(),
  sm3: z.string(),
  notAfter: z.iso.datetime(),
})
