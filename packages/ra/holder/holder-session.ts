import type { CertificateKey } from '@certhall/contract/application/follow-up'
import type { ErrorCode } from '@certhall/contract/errors'
import { personOf } from '../certificate/person-of.ts'
import type { StoredCertificate } from '../certificate/ports.ts'
import { type CertificateAccess, contactLifeMs } from './access.ts'

/** What a session of the hall keeps of its holder. It allows nothing by itself: the certificate's state is read at every request. */
export type HolderSession = CertificateLogin | ContactProof | EndedLogin

export interface CertificateLogin extends CertificateKey {
  readonly kind: 'certificate'
  readonly certificateSha256: string
  readonly loggedInAtMs: number
  readonly steppedUpAtMs: number
  /** Network as an investigation needs it, and family of the browser: what the holder sees of other sessions. */
  readonly source: string
  readonly browser: string
}

export interface ContactProof {
  readonly kind: 'contact'
  readonly orgCode: string
  readonly provenAtMs: number
}

/** Ended from outside (freeze, revocation, another session): the next request hears it, once. */
export interface EndedLogin {
  readonly kind: 'ended'
  readonly certificateSha256: string
}

/** Neither a login nor a proof outlives its time, whatever the rest of the session does. */
export const isInTime = (session: HolderSession, seenAtMs: number, nowMs: number): boolean => {
  if (session.kind === 'ended') return true
  if (session.kind === 'contact') return nowMs < session.provenAtMs + contactLifeMs
  return nowMs < seenAtMs + loginIdleMs && nowMs < session.loggedInAtMs + loginLifeMs
}

/** The end that no activity moves. */
export const endOfSessionMs = (session: CertificateLogin | ContactProof): number =>
  session.kind === 'contact' ? session.provenAtMs + contactLifeMs : session.loggedInAtMs + loginLifeMs

/** A second login with the same certificate is the step-up of the first. */
export const loginOf = (
  before: HolderSession | undefined,
  certificate: Pick<HeldCertificate, 'authorityId' | 'serialNumber' | 'certificateSha256'>,
  { source, browser }: Pick<CertificateLogin, 'source' | 'browser'>,
  nowMs: number,
): CertificateLogin => {
  const { authorityId, serialNumber, certificateSha256 } = certificate
  const isSame = before?.kind === 'certificate' && before.certificateSha256 === certificateSha256
  return {
    kind: 'certificate',
    authorityId,
    serialNumber,
    certificateSha256,
    loggedInAtMs: isSame ? before.loggedInAtMs : nowMs,
    steppedUpAtMs: nowMs,
    source,
    browser,
  }
}

export interface HeldCertificate extends StoredCertificate {
  readonly certificateSha256: string
}

export const accessOf = (
  { loggedInAtMs, steppedUpAtMs, certificateSha256 }: CertificateLogin,
  certificate: StoredCertificate,
): CertificateAccess => {
  const { authorityId, serialNumber, orgCode, certificateType, subject } = certificate
  return {
    kind: 'certificate',
    authorityId,
    serialNumber,
    certificateSha256,
    orgCode,
    certificateType,
    subject,
    person: personOf(certificate),
    loggedInAtMs,
    steppedUpAtMs,
  }
}

/** Why a certificate of ours logs nobody in; undefined where it does. Frozen means no login anywhere (design §5.2). */
export const stateRefusal = (certificate: StoredCertificate, nowMs: number): HolderRefusal | undefined => {
  if (certificate.state === 'frozen') return 'auth.certificate-frozen'
  if (certificate.state !== 'valid' || certificate.notAfterMs <= nowMs) return 'auth.certificate-ended'
  // The overlap is over, and the round that revokes it has not come by yet.
  if (certificate.endsAtMs !== null && certificate.endsAtMs <= nowMs) return 'auth.certificate-ended'
  return certificate.confirmedAtMs === null ? 'auth.login-refused' : undefined
}

export type HolderRefusal = Extract<
  ErrorCode,
  'auth.certificate-frozen' | 'auth.certificate-ended' | 'auth.certificate-foreign' | 'auth.login-refused' | 'auth.challenge-expired'
>

export const loginIdleMs = 15 * 60_000
export const loginLifeMs = 8 * 3_600_000
