import * as z from 'zod'
import { followUpTarget, followUpTypes } from '../application/follow-up.ts'
import { deliveryChannels, rejectReasons, returnReasons } from '../application/vocabulary.ts'

/**
 * Statements that people sign. The signed bytes are UTF-8 of the canonical JSON text; `format` separates the kinds, so
 * that a login can never be shown as a decision. Signature: ECDSA P-256 with SHA-256, r‖s (IEEE P1363), base64url.
 */
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const person = { personId: z.uuid(), certificateSha256: sha256 }

export const reviewDecision = z.strictObject({
  format: z.literal('certhall.review-decision.v1'),
  applicationNo: z.string(),
  revision: z.int(),
  decision: z.enum(['approve', 'reject', 'return']),
  /** SHA-256 of the snapshot's canonical text. */
  snapshotSha256: sha256,
  rejectReason: z.enum(rejectReasons).nullable(),
  returnedItems: z.array(z.strictObject({ item: z.string().max(80), reason: z.enum(returnReasons), remark: z.string().max(500) })).max(40),
  remark: z.string().max(1000),
  /** What is asked for which certificate, so that it can be read where it is signed; absent for a new one, whose text is as it always was. */
  followUp: z.strictObject({ type: z.enum(followUpTypes), ...followUpTarget.shape }).optional(),
  ...person,
  /** Milliseconds since 1970, from the server, so that a statement cannot be signed ahead. */
  preparedAtMs: z.int(),
})
export type ReviewDecision = z.infer<typeof reviewDecision>

export const passcodeRelease = z.strictObject({
  format: z.literal('certhall.passcode-release.v1'),
  releaseId: z.uuid(),
  applicationNo: z.string(),
  revision: z.int(),
  snapshotSha256: sha256,
  /** SHA-256 of the signed decision's text: the release stands on this decision and no other. */
  decisionSha256: sha256,
  channel: z.enum(deliveryChannels),
  /** Masked address, as the issuer saw it. */
  target: z.string().max(300),
  /** Set when an earlier PASSCODE is replaced. */
  resendReason: z.string().max(500).nullable(),
  ...person,
  preparedAtMs: z.int(),
})
export type PasscodeRelease = z.infer<typeof passcodeRelease>

export const staffLogin = z.strictObject({
  format: z.literal('certhall.staff-login.v1'),
  origin: z.string().max(300),
  nonce: z.string().min(43).max(43),
  certificateSha256: sha256,
})
export type StaffLogin = z.infer<typeof staffLogin>

/** A holder's login: another format than the staff's, so that neither is ever taken for the other. */
export const holderLogin = z.strictObject({
  format: z.literal('certhall.holder-login.v1'),
  origin: z.string().max(300),
  nonce: z.string().min(43).max(43),
  certificateSha256: sha256,
})
export type HolderLogin = z.infer<typeof holderLogin>

/** A text that a holder signs on a page, with a soft certificate; nobody ever takes it for a login or a decision. */
export const textSignature = z.strictObject({
  format: z.literal('certhall.text-signature.v1'),
  text: z.string().min(1).max(10_000),
  certificateSha256: sha256,
})
export type TextSignature = z.infer<typeof textSignature>

/** Signed by the holder's new key after the P12 was opened once more: the proof that certificate and key were saved. */
export const installConfirmation = z.strictObject({
  format: z.literal('certhall.install-confirmation.v1'),
  serialNumber: z.string().regex(/^[0-9a-f]{38}$/),
  certificateSha256: sha256,
})
export type InstallConfirmation = z.infer<typeof installConfirmation>

/** A statement with its detached signature and the certificate that verifies it. */
export const signedStatement = z.strictObject({
  /** Canonical JSON text, exactly as signed. */
  text: z.string().max(20_000),
  /** base64url of r‖s. */
  signature: z.string().max(400),
  /** base64 DER. */
  certificate: z.string().max(8_000),
})
export type SignedStatement = z.infer<typeof signedStatement>
