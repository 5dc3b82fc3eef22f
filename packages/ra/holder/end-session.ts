import { createHash } from 'node:crypto'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { type Actor, holderActor } from '../actor.ts'
import type { BaseTransaction, Ground, TransactionOf } from '../ports.ts'
import type { CertificateAccess } from './access.ts'
import type { HolderSessionRepository, OpenHolderSession } from './ports.ts'

export interface EndSessionDeps extends Pick<Ground, 'clock'> {
  readonly transaction: TransactionOf<BaseTransaction & { readonly holderSessions: HolderSessionRepository }>
}

export interface MarkedSession extends OpenHolderSession {
  /** A name that may leave the server: it opens nothing. */
  readonly mark: string
}

export const listHolderSessions =
  (deps: EndSessionDeps) =>
  (access: CertificateAccess): Promise<readonly MarkedSession[]> =>
    deps.transaction(async (tx) => marked(deps, tx, access))

/** Ends one of the sessions of the holder's own certificate; those of others are missing. Gives the one that ended. */
export const endHolderSession =
  (deps: EndSessionDeps) =>
  async (access: CertificateAccess, mark: string, source: string): Promise<MarkedSession> =>
    deps.transaction(async (tx) => {
      const found = (await marked(deps, tx, access)).find((session) => session.mark === mark)
      if (found === undefined || !(await tx.holderSessions.endOne(access.certificateSha256, found.sidSha256)))
        throw new AppError<ErrorCode>('missing.session')
      await tx.audit.append({
        type: 'holder.session-ended',
        actor: holderActor(access, source),
        detail: { reason: 'holder', certificateSha256: access.certificateSha256 },
      })
      return found
    })

export const recordLogout =
  (deps: { readonly transaction: TransactionOf<BaseTransaction> }) =>
  (actor: Actor): Promise<void> =>
    deps.transaction(({ audit }) => audit.append({ type: 'holder.logged-out', actor }))

const marked = async (
  { clock }: EndSessionDeps,
  { holderSessions }: { readonly holderSessions: HolderSessionRepository },
  { certificateSha256 }: CertificateAccess,
): Promise<readonly MarkedSession[]> =>
  (await holderSessions.ofCertificate(certificateSha256, clock.nowMs())).map((session) => ({ ...session, mark: markOf(session.sidSha256) }))

const markOf = (sidSha256: Uint8Array): string =>
  createHash('sha256').update('holder-session:').update(sidSha256).digest('base64url').slice(0, 22)
