import * as z from 'zod'
import { keyAlgorithms } from '../certificate/vocabulary.ts'
import { followUpTarget } from './follow-up.ts'
import { applicationTypes, certificateTypes, documentKinds, media } from './vocabulary.ts'

/**
 * What reviewer and issuer sign and the signer issues from (design §5.3). Its canonical JSON text is what is hashed; the
 * CA's own subject always wins over whatever a request says.
 */
export const applicationSnapshot = z.strictObject({
  format: z.literal('certhall.application-snapshot.v1'),
  applicationNo: z.string().regex(/^A\d{4}-\d{6}$/),
  /** Counts submissions of the same application: a corrected one is a new revision and needs a new decision. */
  revision: z.int().min(1),
  applicationType: z.enum(applicationTypes),
  /** The certificate that it is on, and why; absent for `new`, so that its canonical text is as it always was. */
  followUp: followUpTarget.optional(),
  projectId: z.string().min(1).max(64),
  certificateType: z.enum(certificateTypes),
  profileId: z.string().min(1).max(64),
  medium: z.enum(media),
  keyAlgorithm: z.enum(keyAlgorithms),
  validityDays: z.int().min(1).max(3660),
  subject: z.strictObject({
    country: z.literal('CN'),
    province: z.string().min(1).max(128),
    city: z.string().min(1).max(128),
    organization: z.string().min(1).max(64),
    organizationalUnit: z.string().min(1).max(64).nullable(),
    commonName: z.string().min(1).max(64),
  }),
  identity: z.strictObject({ uscc: z.string().length(18), orgCode: z.string().length(9) }),
  /** rfc822Name of the subjectAltName, where the profile has one. */
  email: z.string().max(254).nullable(),
  /** SHA-256, hexadecimal, of the canonical JSON of the whole form: binds what the reviewer saw beyond the subject. */
  formSha256: z.string().regex(/^[0-9a-f]{64}$/),
  evidence: z.array(z.strictObject({ kind: z.enum(documentKinds), sha256: z.string().regex(/^[0-9a-f]{64}$/) })).max(20),
})
export type ApplicationSnapshot = z.infer<typeof applicationSnapshot>
