import * as z from 'zod'
import { certificateTypes, media } from '../application/vocabulary.ts'
import { keyAlgorithms } from '../certificate/vocabulary.ts'

/** PASSCODEs travel in bodies only. */
const passcode = z.string().max(2000)

export const issuedCertificate = z.strictObject({
  authorityId: z.string(),
  serialNumber: z.string(),
  subject: z.string(),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
  /** base64 DER. */
  certificate: z.string(),
  /** Issuing CA first, then root; base64 DER. */
  chain: z.array(z.string()),
  ocspUrl: z.string(),
  crlUrl: z.string(),
})
export type IssuedCertificate = z.infer<typeof issuedCertificate>

/** POST /passcodes/check */
export const passcodeCheck = z.strictObject({ passcode })
export const passcodeView = z.strictObject({
  state: z.enum(['delivered', 'redeeming', 'used']),
  applicationNo: z.string(),
  maskedOrganization: z.string(),
  projectNameZh: z.string(),
  projectNameEn: z.string(),
  certificateType: z.enum(certificateTypes),
  medium: z.enum(media),
  keyAlgorithm: z.enum(keyAlgorithms),
  expiresAt: z.iso.datetime(),
  /** Present once a certificate was issued for it: SHA-256 (hex) of the bound public key, to find the key kept in this browser. */
  boundSpkiSha256: z.string().nullable(),
  issued: issuedCertificate.nullable(),
})
export type PasscodeView = z.infer<typeof passcodeView>

/** POST /passcodes/redeem; the same key again gives the same certificate. csr: base64 DER. */
export const redeemRequest = z.strictObject({ passcode, csr: z.string().max(90_000) })
/** The UKEY that the certificate was put on, as the client recognised it; for the stock of UKEYs. */
export const installedToken = z.strictObject({ modelId: z.string().regex(/^[a-z0-9-]{1,60}$/), serialNumber: z.string().max(64) })
export type InstalledToken = z.infer<typeof installedToken>

/** POST /passcodes/confirm: text and signature of an installConfirmation statement by the new key (RSA: PKCS#1 v1.5 with SHA-256, base64url). */
export const confirmRequest = z.strictObject({
  passcode,
  text: z.string().max(2000),
  signature: z.string().max(2000),
  token: installedToken.optional(),
})
/** POST /passcodes/abandon: the key was lost before confirmation; its certificate is revoked and staff release again. */
export const abandonRequest = z.strictObject({ passcode, serialNumber: z.string().max(60).nullable() })
export const abandonResponse = z.strictObject({ applicationNo: z.string(), revokedSerialNumber: z.string().nullable() })
