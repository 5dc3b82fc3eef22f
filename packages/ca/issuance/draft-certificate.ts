import type { ErrorCode } from '@certhall/contract/errors'
import { type Decision, allowed, orThrow, refused } from '@certhall/kernel/app-error'
import type { Random } from '@certhall/kernel/random'
import { identityCode, subjectAltName } from '@certhall/pki/certificate/extension'
import { buildSerial } from '@certhall/pki/certificate/serial'
import { encodeName, type Name } from '@certhall/pki/name/name'
import type { PublicKey } from '@certhall/pki/key/public-key'
import { type CertificateRules, type Profile, slot } from '../profile/profile.ts'

/** What somebody with the right to do so approved; the certificate says this and nothing else. */
export interface Approved {
  readonly subject: Name
  readonly email: string | null
  readonly identity: { readonly uscc: string; readonly orgCode: string } | null
  readonly publicKey: PublicKey
  readonly notBeforeMs: number
  readonly notAfterMs: number
}

/** Bytes to be signed, not yet linted. */
export interface CertificateDraft {
  readonly profile: Profile
  readonly approved: Approved
  readonly serial: Uint8Array
  readonly tbs: Uint8Array
}

/** Instance octet of the serial numbers of this signer (design §5.3). */
export const serialInstance = 0x01

/** Whole seconds from now on; both ends belong to the validity (RFC 5280 §4.1.2.5), so a day has 86 400 of them. */
export const validityFrom = (nowMs: number, validityDays: number): { readonly notBeforeMs: number; readonly notAfterMs: number } => {
  const notBeforeMs = Math.floor(nowMs / 1000) * 1000
  return { notBeforeMs, notAfterMs: notBeforeMs + validityDays * 86_400_000 - 1000 }
}

/** Draws the serial number and builds the TBSCertificate; refuses what cannot be encoded or ends after its issuer. */
export const draftCertificate = (profile: Profile, approved: Approved, random: Random): Decision<CertificateDraft, ErrorCode> => {
  if (approved.notAfterMs > profile.authority.certificate.notAfterMs)
    return refused('policy.profile', { detail: { reason: 'authority-ends' } })
  const subject = encodeName(approved.subject)
  if (!subject.ok) return refused('policy.profile', { detail: { reason: subject.code, ...subject.detail } })
  const serial = buildSerial(serialInstance, approved.notAfterMs, random.bytes(16))
  const { notBeforeMs, notAfterMs, publicKey } = approved
  const slots = slotsOf(profile.rules, approved)
  if (!slots.ok) return slots
  const tbs = profile.template.buildTbs({
    serial,
    notBeforeMs,
    notAfterMs,
    subject: orThrow(subject),
    spki: publicKey.spki,
    slots: slots.value,
  })
  return allowed({ profile, approved, serial, tbs })
}

const slotsOf = (
  { email, identityExtensions }: CertificateRules,
  approved: Approved,
): Decision<Record<string, readonly Uint8Array[]>, ErrorCode> => {
  const slots: Record<string, readonly Uint8Array[]> = {}
  try {
    if (email === 'required') {
      if (approved.email === null) return refused('policy.profile', { detail: { reason: 'email-missing' } })
      slots[slot.alternativeName] = [subjectAltName([{ kind: 'email', value: approved.email }])]
    }
    const { identity } = approved
    if (identityExtensions.length > 0) {
      if (identity === null) return refused('policy.profile', { detail: { reason: 'identity-missing' } })
      slots[slot.identity] = identityExtensions.map(({ oid, value }) => identityCode(oid, identity[value]))
    }
  } catch (error) {
    if (error instanceof RangeError) return refused('policy.profile', { detail: { reason: 'extension-value' }, cause: error })
    throw error
  }
  return allowed(slots)
}
