import type { ErrorCode } from '@certhall/contract/errors'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { holderActor } from '../actor.ts'
import type { CertificateRepository } from '../certificate/ports.ts'
import type { BaseTransaction, Ground, TransactionOf } from '../ports.ts'
import type { HolderAccess } from './access.ts'
import { accessOf, type CertificateLogin, type EndedLogin, type HolderSession, stateRefusal } from './holder-session.ts'

export interface ReadHolderDeps extends Pick<Ground, 'clock'> {
  readonly transaction: TransactionOf<BaseTransaction & { readonly certificates: Pick<CertificateRepository, 'bySha256'> }>
}

/** Who holds this session right now. Asked at every request: a frozen certificate does nothing more, wherever it was logged in. */
export const readHolder =
  (deps: ReadHolderDeps) =>
  async (session: HolderSession, source: string): Promise<Decision<HolderAccess, ErrorCode>> =>
    session.kind === 'contact'
      ? allowed({ kind: 'contact', orgCode: session.orgCode, provenAtMs: session.provenAtMs })
      : byCertificate(deps, session, source)

const byCertificate = (
  deps: ReadHolderDeps,
  session: CertificateLogin | EndedLogin,
  source: string,
): Promise<Decision<HolderAccess, ErrorCode>> =>
  deps.transaction(async ({ certificates, audit }) => {
    const certificate = await certificates.bySha256(session.certificateSha256)
    const refusal = certificate === undefined ? 'auth.certificate-foreign' : stateRefusal(certificate, deps.clock.nowMs())
    // Whoever ended it has recorded that; a certificate that is still good was logged out from another session.
    if (session.kind === 'ended') return refused(refusal ?? 'auth.session-expired')
    if (certificate !== undefined && refusal === undefined) return allowed(accessOf(session, certificate))
    const actor = certificate === undefined ? { kind: 'holder' as const, source } : holderActor(accessOf(session, certificate), source)
    await audit.append({
      type: 'holder.session-ended',
      actor,
      detail: { reason: refusal ?? '', certificateSha256: session.certificateSha256 },
    })
    return refused(refusal ?? 'auth.session-expired')
  })
