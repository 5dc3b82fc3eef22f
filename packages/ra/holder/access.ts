import type { CertificateKey } from '@certhall/contract/application/follow-up'
import type { CertificateType } from '@certhall/contract/application/vocabulary'

/** Who holds certificates in this request, and how that was shown; the state behind it was read for this very request. */
export type HolderAccess = CertificateAccess | ContactAccess

/** A login with a certificate that is valid now. */
export interface CertificateAccess extends CertificateKey {
  readonly kind: 'certificate'
  readonly certificateSha256: string
  readonly orgCode: string
  readonly certificateType: CertificateType
  /** RFC 4514. */
  readonly subject: string
  /** Subject and mailboxes: whose certificates a person's certificate shows. */
  readonly person: string
  readonly loggedInAtMs: number
  /** The last login of the same certificate in this session; the first one counts. */
  readonly steppedUpAtMs: number
}

/** A code that went to the contact on record of an organisation; not older than contactLifeMs. */
export interface ContactAccess {
  readonly kind: 'contact'
  readonly orgCode: string
  readonly provenAtMs: number
}

/** Whether the key was shown a moment ago: whatever cannot be taken back asks for it. Nobody steps up without a certificate. */
export const isSteppedUp = (access: HolderAccess, nowMs: number): boolean =>
  access.kind === 'certificate' && access.steppedUpAtMs <= nowMs && nowMs < steppedUpUntilMs(access)

export const steppedUpUntilMs = ({ steppedUpAtMs }: Pick<CertificateAccess, 'steppedUpAtMs'>): number => steppedUpAtMs + stepUpLifeMs

export const stepUpLifeMs = 5 * 60_000
export const contactLifeMs = 15 * 60_000
