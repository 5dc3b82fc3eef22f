import type { ErrorCode } from '@certhall/contract/errors'
import { type Decision, orThrow } from '@certhall/kernel/app-error'
import { equalBytes, fromBase64Url, toBase64Url } from '@certhall/kernel/bytes'
import { sha256Hex } from '../digest.ts'
import type { Pepper } from '../ports.ts'
import type { HeldCertificate } from './holder-session.ts'
import { admit, type HolderLoginDeps, nonceDigest, refuse } from './log-in.ts'

export interface TlsLoginDeps extends HolderLoginDeps {
  readonly pepper: Pepper
}

export interface BegunTlsLogin {
  /** Kept in the session that began it, and carried in the address of the other host name. */
  readonly state: string
  readonly expiresAtMs: number
}

export const beginTlsLogin = (deps: TlsLoginDeps) => async (): Promise<BegunTlsLogin> => {
  const begun = { state: toBase64Url(deps.random.bytes(32)), expiresAtMs: deps.clock.nowMs() + tlsLoginLifeMs }
  await deps.transaction(({ staff }) =>
    staff.addChallenge({ nonceSha256: stateDigest(begun.state), origin: deps.publicOrigin, expiresAtMs: begun.expiresAtMs }),
  )
  return begun
}

/**
 * What the listener with the other host name gives to a browser that has shown a certificate in the handshake. It goes
 * back to that browser alone and counts only in the session that began with this state: whoever lures somebody to an
 * address with a state of his own never sees the proof, and whoever steals a proof has not the session.
 */
export const proveTlsLogin =
  (deps: Pick<TlsLoginDeps, 'pepper' | 'clock'>) =>
  (state: string, certificateDer: Uint8Array): string => {
    const claim: Claim = { certificateSha256: sha256Hex(certificateDer), expiresAtMs: deps.clock.nowMs() + proofLifeMs }
    return `${claim.certificateSha256}.${claim.expiresAtMs}.${toBase64Url(seal(deps.pepper, state, claim))}`
  }

/** Ends in the session that began it; the state is used up whatever the outcome. Status is checked as at every login. */
export const finishTlsLogin =
  (deps: TlsLoginDeps) =>
  async (state: string | undefined, proof: string, source: string): Promise<HeldCertificate> => {
    const nowMs = deps.clock.nowMs()
    const outcome = await deps.transaction(async (tx): Promise<Decision<HeldCertificate, ErrorCode>> => {
      const challenge = state === undefined ? undefined : await tx.staff.takeChallenge(stateDigest(state), nowMs)
      if (state === undefined || challenge?.origin !== deps.publicOrigin)
        return refuse(tx, source, { code: 'auth.challenge-expired', reason: 'tls-state' })
      const certificateSha256 = provenBy(deps.pepper, state, proof, nowMs)
      if (certificateSha256 === undefined) return refuse(tx, source, { code: 'auth.login-refused', reason: 'tls-proof' })
      return admit(
        tx,
        { certificate: await tx.certificates.bySha256(certificateSha256), certificateSha256, source, nowMs },
        () => undefined,
      )
    })
    return orThrow(outcome)
  }

interface Claim {
  readonly certificateSha256: string
  readonly expiresAtMs: number
}

const provenBy = (pepper: Pepper, state: string, proof: string, nowMs: number): string | undefined => {
  const [, certificateSha256 = '', expires = '', sealed = ''] = /^([0-9a-f]{64})\.(\d{1,15})\.([\w-]{43})$/.exec(proof) ?? []
  const claim: Claim = { certificateSha256, expiresAtMs: Number(expires) }
  if (sealed === '' || claim.expiresAtMs <= nowMs) return undefined
  return equalBytes(octetsOf(sealed), seal(pepper, state, claim)) ? certificateSha256 : undefined
}

/** 43 characters spell 32 octets in more ways than one; only ours counts. */
const octetsOf = (text: string): Uint8Array => {
  try {
    return fromBase64Url(text)
  } catch {
    return new Uint8Array()
  }
}

const seal = (pepper: Pepper, state: string, { certificateSha256, expiresAtMs }: Claim): Uint8Array =>
  pepper.digest('tls-login', `${state}:${certificateSha256}:${expiresAtMs}`)
const stateDigest = (state: string): Uint8Array => nonceDigest(`tls:${state}`)

/** Time to choose a certificate and enter a PIN. */
const tlsLoginLifeMs = 5 * 60_000
const proofLifeMs = 2 * 60_000
