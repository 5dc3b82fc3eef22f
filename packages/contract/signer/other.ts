import * as z from 'zod'
import { certificateTypes, media } from '../application/vocabulary.ts'
import { keyAlgorithms, revocationReasons, type RevocationReason } from '../certificate/vocabulary.ts'
import { staffRoles } from '../staff/roles.ts'

const reason = z.enum(Object.keys(revocationReasons) as [RevocationReason, ...RevocationReason[]])

export const revokeRequest = z.strictObject({ authorityId: z.string(), serialNumber: z.string().regex(/^[0-9a-f]{38}$/), reason, applicationNo: z.string().nullable() })
/** The first revocation stands: asking again returns what was recorded. A hold may become final, never the reverse. */
export const revokeResponse = z.strictObject({ revokedAt: z.iso.datetime(), reason })

export const authority = z.strictObject({
  authorityId: z.string(),
  role: z.enum(['root', 'issuing', 'staff']),
  name: z.string(),
  keyAlgorithm: z.enum(keyAlgorithms),
  certificate: z.string(),
  issuerId: z.string(),
})
export type Authority = z.infer<typeof authority>
export const authoritiesResponse = z.strictObject({ authorities: z.array(authority) })

export const profileSummary = z.strictObject({
  profileId: z.string(), certificateType: z.enum(certificateTypes), authorityId: z.string(), keyAlgorithms: z.array(z.enum(keyAlgorithms)),
  media: z.array(z.enum(media)), maximumValidityDays: z.int(), nameZh: z.string(), nameEn: z.string(),
})
export type ProfileSummary = z.infer<typeof profileSummary>
export const profilesResponse = z.strictObject({ profiles: z.array(profileSummary) })

/** Admin door only. The token is returned once and kept as a hash. */
export const inviteRequest = z.strictObject({ name: z.string().min(1).max(60), roles: z.array(z.enum(staffRoles)).min(1), personId: z.uuid().nullable(), validHours: z.int().min(1).max(168) })
export const inviteResponse = z.strictObject({ personId: z.uuid(), token: z.string(), expiresAt: z.iso.datetime() })

export const invitationQuestion = z.strictObject({ token: z.string().max(200) })
export const invitationAnswer = z.strictObject({ personId: z.uuid(), name: z.string(), roles: z.array(z.enum(staffRoles)), expiresAt: z.iso.datetime() })

export const enrolRequest = z.strictObject({ token: z.string().max(200), csr: z.string().max(20_000) })
export const enrolResponse = z.strictObject({ personId: z.uuid(), name: z.string(), roles: z.array(z.enum(staffRoles)), certificate: z.string(), notAfter: z.iso.datetime(), chain: z.array(z.string()) })

/** Responder door only. */
export const delegateRequest = z.strictObject({ authorityId: z.string(), csr: z.string().max(20_000) })
export const delegateResponse = z.strictObject({ certificate: z.string(), notAfter: z.iso.datetime() })

/** Body of every refusal on the signer's socket; `code` is one of contract/errors. */
export const signerRefusal = z.strictObject({ code: z.string(), detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional() })

/**
 * Paths on the signer's sockets, all POST with JSON except the two lists. The server's socket may use all but
 * `delegate` and `invite`; the responder's only `delegate` and `authorities`; the admin's `invite` and the lists.
 */
export const signerPaths = {
  issue: '/issue', orderStatus: '/orders', revoke: '/revoke', authorities: '/authorities', profiles: '/profiles', invitation: '/invitation',
  enrol: '/enrol', delegate: '/delegate', invite: '/invite',
} as const
