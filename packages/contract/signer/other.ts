import * as z from 'zod'
import { certificateTypes, media } from '../application/vocabulary.ts'
import { keyAlgorithms, revocationReasons, type RevocationReason } from '../certificate/vocabulary.ts'
import { leavingReasons, staffRoles } from '../staff/roles.ts'

const reason = z.enum(Object.keys(revocationReasons) as [RevocationReason, ...RevocationReason[]])

export const revokeRequest = z.strictObject({
  authorityId: z.string(),
  serialNumber: z.string().regex(/^[0-9a-f]{38}$/),
  reason,
  applicationNo: z.string().nullable(),
})
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
  profileId: z.string(),
  certificateType: z.enum(certificateTypes),
  authorityId: z.string(),
  keyAlgorithms: z.array(z.enum(keyAlgorithms)),
  media: z.array(z.enum(media)),
  maximumValidityDays: z.int(),
  nameZh: z.string(),
  nameEn: z.string(),
})
export type ProfileSummary = z.infer<typeof profileSummary>
export const profilesResponse = z.strictObject({ profiles: z.array(profileSummary) })

/** Admin door only. The token is returned once and kept as a hash. */
export const inviteRequest = z.strictObject({
  name: z.string().min(1).max(60),
  roles: z.array(z.enum(staffRoles)).min(1),
  personId: z.uuid().nullable(),
  validHours: z.int().min(1).max(168),
})
export const inviteResponse = z.strictObject({ personId: z.uuid(), token: z.string(), expiresAt: z.iso.datetime() })

/** Admin door only. `isAble`: may sign now, with a certificate that is in time and not revoked. */
export const staffResponse = z.strictObject({
  people: z.array(
    z.strictObject({
      personId: z.uuid(),
      name: z.string(),
      roles: z.array(z.enum(staffRoles)),
      isAble: z.boolean(),
      certificateNotAfter: z.iso.datetime().nullable(),
      disabled: z.strictObject({ at: z.iso.datetime(), reason: z.enum(leavingReasons) }).nullable(),
    }),
  ),
})
export type StaffListing = z.infer<typeof staffResponse>

/** Admin door only. Asked again it answers the same; a later keyCompromise outweighs an ordinary leaving, never the reverse. */
export const disableRequest = z.strictObject({ personId: z.uuid(), reason: z.enum(leavingReasons), isForced: z.boolean() })
export const disableResponse = z.strictObject({
  personId: z.uuid(),
  name: z.string(),
  roles: z.array(z.enum(staffRoles)),
  disabledAt: z.iso.datetime(),
  reason: z.enum(leavingReasons),
  /** Serial numbers of the certificates that are revoked by it, also by an earlier asking. */
  revokedSerialNumbers: z.array(z.string()),
})
export type DisabledPerson = z.infer<typeof disableResponse>

export const invitationQuestion = z.strictObject({ token: z.string().max(200) })
export const invitationAnswer = z.strictObject({
  personId: z.uuid(),
  name: z.string(),
  roles: z.array(z.enum(staffRoles)),
  expiresAt: z.iso.datetime(),
})

export const enrolRequest = z.strictObject({ token: z.string().max(200), csr: z.string().max(20_000) })
export const enrolResponse = z.strictObject({
  personId: z.uuid(),
  name: z.string(),
  roles: z.array(z.enum(staffRoles)),
  certificate: z.string(),
  notAfter: z.iso.datetime(),
  chain: z.array(z.string()),
})

/** Responder door only. */
export const delegateRequest = z.strictObject({ authorityId: z.string(), csr: z.string().max(20_000) })
export const delegateResponse = z.strictObject({ certificate: z.string(), notAfter: z.iso.datetime() })

/** Body of every refusal on the signer's socket; `code` is one of contract/errors. */
export const signerRefusal = z.strictObject({
  code: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
})

/** The clock is the signer's to keep: it alone moves it, and only where it runs in evaluation itself. Server's and admin's doors. */
export { clockMove, clockView } from '../evaluation/clock.ts'

/**
 * Paths on the signer's sockets, all POST with JSON except the lists. The server's socket may use all but
 * `delegate` and what is the admin's; the responder's only `delegate` and `authorities`; the admin's `invite`, `staff`,
 * `disable` and the lists.
 */
export const signerPaths = {
  issue: '/issue',
  orderStatus: '/orders',
  revoke: '/revoke',
  authorities: '/authorities',
  profiles: '/profiles',
  invitation: '/invitation',
  enrol: '/enrol',
  delegate: '/delegate',
  invite: '/invite',
  staff: '/staff',
  disable: '/disable',
  clock: '/clock',
  moveClock: '/clock/move',
} as const
