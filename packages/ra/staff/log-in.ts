import type { ErrorCode } from '@certhall/contract/errors'
import { staffLogin } from '@certhall/contract/statement/statements'
import { allowed, type Decision, orThrow, refused } from '@certhall/kernel/app-error'
import { fromBase64, fromBase64Url, toBase64Url } from '@certhall/kernel/bytes'
import { sha256Hex } from '../digest.ts'
import type { BaseTransaction, Ground, TransactionOf } from '../ports.ts'
import type { StaffCertificate, StaffRepository } from './ports.ts'
import { isSignedBy, readStatement } from './signed-statement.ts'
import { createHash } from 'node:crypto'

export interface LoginDeps extends Ground {
  /** Scheme, host and port of the hall: a statement signed for another place is refused. */
  readonly publicOrigin: string
  readonly transaction: TransactionOf<BaseTransaction & { staff: StaffRepository }>
}

export interface Challenge {
  readonly nonce: string
  readonly origin: string
  readonly expiresAtMs: number
}

export const issueChallenge = (deps: LoginDeps) => async (): Promise<Challenge> => {
  const nonce = toBase64Url(deps.random.bytes(32))
  const expiresAtMs = deps.clock.nowMs() + challengeLifeMs
  await deps.transaction(({ staff }) => staff.addChallenge({ nonceSha256: nonceDigest(nonce), origin: deps.publicOrigin, expiresAtMs }))
  return { nonce, origin: deps.publicOrigin, expiresAtMs }
}

export interface LoginAttempt {
  readonly text: string
  readonly signature: string
  readonly certificate: string
  readonly source: string
}

/**
 * Login by signature. The challenge is used up whatever the outcome, and a refusal is recorded before it is told. The
 * caller hears only that it was refused: which check failed stands in the audit alone.
 */
export const logIn =
  (deps: LoginDeps) =>
  async (attempt: LoginAttempt): Promise<StaffCertificate> => {
    const statement = orThrow(readStatement(staffLogin, attempt.text))
    const nowMs = deps.clock.nowMs()
    const outcome = await deps.transaction(async ({ staff, audit }): Promise<Decision<StaffCertificate, ErrorCode>> => {
      const challenge = await staff.takeChallenge(nonceDigest(statement.nonce), nowMs)
      const found = await staff.certificate(statement.certificateSha256)
      const refusal =
        challenge === undefined ? 'challenge' : loginRefusal(attempt, statement, challenge.origin, deps.publicOrigin, found, nowMs)
      if (refusal !== undefined || found === undefined) {
        const name = found?.person.name ?? 'unknown'
        await audit.append({
          type: 'staff.login-refused',
          actor: { kind: 'applicant', source: attempt.source },
          detail: { reason: refusal ?? 'unknown', name, certificateSha256: statement.certificateSha256 },
        })
        return refused(refusal === 'challenge' ? 'auth.challenge-expired' : 'auth.login-refused')
      }
      const { person, certificateSha256 } = found
      await audit.append({
        type: 'staff.logged-in',
        actor: {
          kind: 'staff',
          personId: person.personId,
          name: person.name,
          roles: person.roles,
          certificateSha256,
          source: attempt.source,
        },
      })
      return allowed(found)
    })
    return orThrow(outcome)
  }

/** A login, and every request after it, needs a certificate that is known, in time and not ended, of somebody not disabled. */
export const isUsable = (certificate: StaffCertificate, nowMs: number): boolean =>
  certificate.endedAtMs === null &&
  certificate.notAfterMs > nowMs &&
  certificate.person.disabledAtMs === null &&
  certificate.person.roles.length > 0

const loginRefusal = (
  attempt: LoginAttempt,
  statement: { readonly origin: string; readonly certificateSha256: string },
  challengeOrigin: string,
  publicOrigin: string,
  found: StaffCertificate | undefined,
  nowMs: number,
): string | undefined => {
  if (statement.origin !== publicOrigin || challengeOrigin !== publicOrigin) return 'origin'
  if (found === undefined) return 'certificate-unknown'
  if (!isUsable(found, nowMs)) return 'certificate-ended'
  if (sha256Hex(octetsOf(attempt.certificate)) !== statement.certificateSha256) return 'certificate-mismatch'
  return isSignedBy(found.der, attempt.text, attempt.signature) ? undefined : 'signature'
}

const octetsOf = (base64: string): Uint8Array => {
  try {
    return fromBase64(base64)
  } catch {
    return new Uint8Array()
  }
}

const nonceDigest = (nonce: string): Uint8Array => {
  try {
    return new Uint8Array(createHash('sha256').update(fromBase64Url(nonce)).digest())
  } catch {
    return new Uint8Array(32)
  }
}

const challengeLifeMs = 2 * 60_000
