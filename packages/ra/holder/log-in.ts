import { createHash } from 'node:crypto'
import type { ErrorCode } from '@certhall/contract/errors'
import { holderLogin, type HolderLogin } from '@certhall/contract/statement/statements'
import { allowed, type Decision, orThrow, refused } from '@certhall/kernel/app-error'
import { fromBase64, toBase64Url } from '@certhall/kernel/bytes'
import type { CertificateRepository, StoredCertificate } from '../certificate/ports.ts'
import { sha256Hex } from '../digest.ts'
import type { BaseTransaction, Ground, TransactionOf } from '../ports.ts'
import { isSignedByHolder } from '../signature/is-signed-by-holder.ts'
import type { Challenge } from '../staff/log-in.ts'
import type { StaffRepository } from '../staff/ports.ts'
import { readStatement } from '../staff/signed-statement.ts'
import { type HeldCertificate, type HolderRefusal, stateRefusal } from './holder-session.ts'

export type HolderLoginTransaction = BaseTransaction & {
  readonly staff: Pick<StaffRepository, 'addChallenge' | 'takeChallenge'>
  readonly certificates: Pick<CertificateRepository, 'bySha256'>
}

export interface HolderLoginDeps extends Ground {
  /** Scheme, host and port of the hall: a statement signed for another place is refused. */
  readonly publicOrigin: string
  readonly transaction: TransactionOf<HolderLoginTransaction>
}

export const issueHolderChallenge = (deps: HolderLoginDeps) => async (): Promise<Challenge> => {
  const nonce = toBase64Url(deps.random.bytes(32))
  const expiresAtMs = deps.clock.nowMs() + challengeLifeMs
  await deps.transaction(({ staff }) => staff.addChallenge({ nonceSha256: nonceDigest(nonce), origin: deps.publicOrigin, expiresAtMs }))
  return { nonce, origin: deps.publicOrigin, expiresAtMs }
}

export interface HolderLoginAttempt {
  readonly text: string
  readonly signature: string
  readonly certificate: string
  readonly source: string
}

/**
 * Login of a holder by signature. The challenge is used up whatever the outcome, and a refusal is recorded before it is
 * told. Whether a certificate is frozen or has ended is told only to somebody who has its key.
 */
export const logInHolder =
  (deps: HolderLoginDeps) =>
  async (attempt: HolderLoginAttempt): Promise<HeldCertificate> => {
    const statement = readStatement(holderLogin, attempt.text)
    const outcome = await deps.transaction(async (tx): Promise<Decision<HeldCertificate, ErrorCode>> => {
      if (!statement.ok) return refuse(tx, attempt.source, { code: 'auth.login-refused', reason: 'statement' })
      const challenge = await tx.staff.takeChallenge(nonceDigest(statement.value.nonce), deps.clock.nowMs())
      if (challenge === undefined) return refuse(tx, attempt.source, { code: 'auth.challenge-expired', reason: 'challenge' })
      if (statement.value.origin !== deps.publicOrigin || challenge.origin !== deps.publicOrigin)
        return refuse(tx, attempt.source, { code: 'auth.login-refused', reason: 'origin' })
      const certificate = await tx.certificates.bySha256(statement.value.certificateSha256)
      return admit(
        tx,
        { certificate, certificateSha256: statement.value.certificateSha256, source: attempt.source, nowMs: deps.clock.nowMs() },
        (found) => proofFault(found, statement.value, attempt),
      )
    })
    return orThrow(outcome)
  }

export interface Candidate {
  readonly certificate: StoredCertificate | undefined
  readonly certificateSha256: string
  readonly source: string
  readonly nowMs: number
}

/** Whoever has shown the key of a certificate of ours that is valid now is in; everything else is recorded and refused. */
export const admit = async (
  tx: Pick<BaseTransaction, 'audit'>,
  { certificate, certificateSha256, source, nowMs }: Candidate,
  proofFaultOf: (found: StoredCertificate) => string | undefined,
): Promise<Decision<HeldCertificate, ErrorCode>> => {
  if (certificate === undefined)
    return refuse(tx, source, { code: 'auth.certificate-foreign', reason: 'certificate-foreign', certificateSha256 })
  const fault = proofFaultOf(certificate)
  const code = fault === undefined ? stateRefusal(certificate, nowMs) : 'auth.login-refused'
  const { authorityId, serialNumber, subject } = certificate
  if (code !== undefined)
    return refuse(tx, source, { code, reason: fault ?? certificate.state, certificateSha256, authorityId, serialNumber })
  await tx.audit.append({
    type: 'holder.logged-in',
    actor: { kind: 'holder', source, id: `${authorityId}/${serialNumber}`, name: subject },
    detail: { certificateSha256 },
  })
  return allowed({ ...certificate, certificateSha256 })
}

export const refuse = async (
  { audit }: Pick<BaseTransaction, 'audit'>,
  source: string,
  { code, ...detail }: { readonly code: HolderRefusal; readonly reason: string } & Readonly<Record<string, string>>,
): Promise<Decision<HeldCertificate, ErrorCode>> => {
  await audit.append({ type: 'holder.login-refused', actor: { kind: 'applicant', source }, detail: { ...detail, code } })
  return refused(code)
}

const proofFault = (found: StoredCertificate, statement: HolderLogin, attempt: HolderLoginAttempt): string | undefined => {
  if (digestOf(attempt.certificate) !== statement.certificateSha256) return 'certificate-mismatch'
  return isSignedByHolder(found.der, attempt.text, attempt.signature) ? undefined : 'signature'
}

const digestOf = (base64: string): string | undefined => {
  try {
    return sha256Hex(fromBase64(base64))
  } catch {
    // Not base64: it is no certificate at all.
    return undefined
  }
}

/** Apart from the desk's: a challenge of one is none of the other. */
export const nonceDigest = (nonce: string): Uint8Array => new Uint8Array(createHash('sha256').update(`holder:${nonce}`).digest())

export const challengeLifeMs = 2 * 60_000
