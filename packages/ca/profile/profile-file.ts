import { certificateTypes, media } from '@certhall/contract/application/vocabulary'
import { keyAlgorithms } from '@certhall/contract/certificate/vocabulary'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import * as z from 'zod'

/**
 * Certificate profiles as configuration. Everything that is not listed here is refused, so that a misspelled limit does
 * not become no limit. What no profile may ask for (a CA, a TLS server) has no words here.
 */
const oid = z.string().regex(/^[0-2](?:\.(?:0|[1-9][0-9]{0,14})){2,15}$/)

/** RFC 5280 §4.2.1.3: of the nine usages those that an end entity of the house may have. */
const holderKeyUsage = z.enum(['digitalSignature', 'nonRepudiation', 'keyEncipherment', 'dataEncipherment', 'keyAgreement'])

/** RFC 5280 §4.2.1.12; serverAuth is missing on purpose: a certificate that can be frozen is none for TLS servers (design §5.2). */
const holderExtendedKeyUsage = z.enum(['clientAuth', 'emailProtection'])

export const profileDefinition = z.strictObject({
  profileId: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
  nameZh: z.string().min(1).max(80),
  nameEn: z.string().min(1).max(80),
  certificateType: z.enum(certificateTypes),
  authorityId: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  keyAlgorithms: z.array(z.enum(keyAlgorithms)).min(1),
  media: z.array(z.enum(media)).min(1),
  /** Of the house: no holder keeps a key longer than five years and an overlap of renewal. */
  maximumValidityDays: z.int().min(1).max(1860),
  keyUsage: z.array(holderKeyUsage).min(1),
  extendedKeyUsage: z.array(holderExtendedKeyUsage).min(1),
  policies: z.array(oid).min(1).max(4),
  /** Whether the approved e-mail address becomes the rfc822Name of subjectAltName (RFC 5280 §4.2.1.6). */
  email: z.enum(['required', 'absent']),
  /** GB/T 20518 identity extensions; the number for the unified code differs between editions, so it is configured. */
  identityExtensions: z.array(z.strictObject({ oid, value: z.enum(['uscc', 'orgCode']) })).max(4),
})
export type ProfileDefinition = z.infer<typeof profileDefinition>

export const profilesFile = z.strictObject({
  format: z.literal('certhall.profiles.v1'),
  /** O in the names of the authorities, of staff and of OCSP delegates; changing it later changes new names only. */
  organization: z.string().min(1).max(64),
  profiles: z.array(profileDefinition).min(1).max(64),
})
export type ProfilesFile = z.infer<typeof profilesFile>

/** Throws internal.configuration, naming the first place that is wrong. */
export const parseProfiles = (text: string): ProfilesFile => {
  const parsed = profilesFile.safeParse(readJson(text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new AppError<ErrorCode>('internal.configuration', {
    detail: { setting: 'CERTHALL_PROFILES_FILE', reason: issue?.code ?? 'invalid', at: issue?.path.join('.') ?? '' },
    cause: parsed.error,
  })
}

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new AppError<ErrorCode>('internal.configuration', {
      detail: { setting: 'CERTHALL_PROFILES_FILE', reason: 'not-json' },
      cause: error,
    })
  }
}
