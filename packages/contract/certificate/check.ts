import * as z from 'zod'

/** POST /api/v1/checks, public: what a relying party may know of any certificate. PEM or base64 DER; `at` for a date in the past. */
export const checkRequest = z.strictObject({ certificate: z.string().max(40_000), at: z.iso.datetime().nullable() })

/** `unknown`: not issued here; never good. */
export const checkedStates = ['notYetValid', 'good', 'frozen', 'revoked', 'expired', 'unknown'] as const
export type CheckedState = (typeof checkedStates)[number]

/** The statement whose canonical text is signed. */
export const checkStatement = z.strictObject({
  format: z.literal('certhall.certificate-check.v1'),
  certificateSha256: z.string(),
  issuer: z.string(),
  serialNumber: z.string(),
  subject: z.string(),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
  chain: z.enum(['ours', 'foreign']),
  state: z.enum(checkedStates),
  reason: z.string().nullable(),
  since: z.iso.datetime().nullable(),
  /** The state at the asked date; null when none was asked. */
  asked: z.strictObject({ at: z.iso.datetime(), state: z.enum(checkedStates), reason: z.string().nullable() }).nullable(),
  checkedAt: z.iso.datetime(),
})
export type CheckStatement = z.infer<typeof checkStatement>

export const checkAnswer = z.strictObject({
  text: z.string(),
  /** Ed25519 over UTF-8 of `text`, base64url; the key stands at GET /checks/key, its fingerprint in the CPS page. */
  signature: z.string(),
  keyId: z.string(),
  /** base64 DER OCSP response of the moment, signed by the CA's own delegate; null for foreign certificates. */
  ocsp: z.string().nullable(),
})
export const checkKey = z.strictObject({ keyId: z.string(), publicKeyPem: z.string() })
